/** The areas that a search may ask for. */
import { degrees, distance, EARTH_RADIUS, latitudeDistance, radians } from './distance.ts'

export interface Bounds {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export interface Shape {
  /** Its middle, from which distances are taken. */
  readonly longitude: number
  readonly latitude: number
  /** Metres from the middle within which all of it lies. */
  readonly reach: number
  readonly bounds: Bounds
  /** Metres from the middle to a position, or -1 when that is outside. */
  distanceTo(longitude: number, latitude: number): number
}

export class Circle implements Shape {
  readonly longitude: number
  readonly latitude: number
  readonly reach: number
  readonly bounds: Bounds

  constructor(longitude: number, latitude: number, radius: number) {
    this.longitude = longitude
    this.latitude = latitude
    this.reach = radius
    this.bounds = boundsAround(longitude, latitude, radius, radius)
  }

  distanceTo(longitude: number, latitude: number): number {
    const { reach } = this
    // A position is at least as far away as its latitude; the sum is more than rounding can be.
    if (latitudeDistance(latitude, this.latitude) > reach * 1.0000001 + 0.001) return -1
    const metres = distance(this.longitude, this.latitude, longitude, latitude)
    return metres > reach ? -1 : metres
  }
}

export class Box implements Shape {
  readonly longitude: number
  readonly latitude: number
  readonly reach: number
  readonly bounds: Bounds
  private readonly halfWidth: number
  private readonly halfHeight: number

  constructor(longitude: number, latitude: number, width: number, height: number) {
    this.longitude = longitude
    this.latitude = latitude
    this.halfWidth = width / 2
    this.halfHeight = height / 2
    this.reach = Math.sqrt((width / 2) ** 2 + (height / 2) ** 2)
    this.bounds = boundsAround(longitude, latitude, width / 2, height / 2)
  }

  /** Its width is measured on the position's own parallel. */
  distanceTo(longitude: number, latitude: number): number {
    if (latitudeDistance(latitude, this.latitude) > this.halfHeight) return -1
    if (distance(longitude, latitude, this.longitude, latitude) > this.halfWidth) return -1
    return distance(this.longitude, this.latitude, longitude, latitude)
  }
}

/** What lies so many metres east and west, north and south of a position. */
function boundsAround(longitude: number, latitude: number, east: number, north: number): Bounds {
  const latitudes = degrees(north / EARTH_RADIUS)
  // A degree of longitude is shortest on the side of the nearer pole.
  const widest = latitude < 0 ? latitude - latitudes : latitude + latitudes
  const longitudes = degrees(east / EARTH_RADIUS / Math.cos(radians(widest)))
  return {
    west: longitude - longitudes,
    south: latitude - latitudes,
    east: longitude + longitudes,
    north: latitude + latitudes,
  }
}

/**
 * As in Valkey 9: the vertices in order, the last joined to the first; a position is inside when a line
 * from it to the east crosses the sides an odd number of times. Its middle is the mean of the vertices.
 */
export class Polygon implements Shape {
  readonly longitude: number
  readonly latitude: number
  readonly reach: number
  readonly bounds: Bounds
  private readonly longitudes: readonly number[]
  private readonly latitudes: readonly number[]

  constructor(longitudes: readonly number[], latitudes: readonly number[]) {
    const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
    this.longitudes = longitudes
    this.latitudes = latitudes
    this.longitude = mean(longitudes)
    this.latitude = mean(latitudes)
    this.bounds = {
      west: Math.min(...longitudes),
      south: Math.min(...latitudes),
      east: Math.max(...longitudes),
      north: Math.max(...latitudes),
    }
    const { west, south, east, north } = this.bounds
    const corners = [west, east].flatMap(x => [south, north].map(y => [x, y] as const))
    this.reach = Math.max(...corners.map(([x, y]) => distance(this.longitude, this.latitude, x, y)))
  }

  distanceTo(longitude: number, latitude: number): number {
    if (!this.has(longitude, latitude)) return -1
    return distance(this.longitude, this.latitude, longitude, latitude)
  }

  private has(longitude: number, latitude: number): boolean {
    const { longitudes, latitudes } = this
    let inside = false
    for (let i = 0, before = longitudes.length - 1; i < longitudes.length; before = i++) {
      const y = latitudes[i]!
      const yBefore = latitudes[before]!
      if (y > latitude === yBefore > latitude) continue
      const x = longitudes[i]!
      const crossing = ((longitudes[before]! - x) * (latitude - y)) / (yBefore - y) + x
      if (longitude < crossing) inside = !inside
    }
    return inside
  }
}
