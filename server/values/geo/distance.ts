/**
 * Distances on the globe, taken as a sphere: the haversine formula, in metres between positions in degrees.
 */

/** Redis's radius of the earth. */
export const EARTH_RADIUS = 6372797.560856
const RADIAN = Math.PI / 180

export function radians(degrees: number): number {
  return degrees * RADIAN
}

export function degrees(radians: number): number {
  return radians / RADIAN
}

/** Between two positions on one meridian. */
export function latitudeDistance(latitude1: number, latitude2: number): number {
  return EARTH_RADIUS * Math.abs(radians(latitude2) - radians(latitude1))
}

export function distance(
  longitude1: number,
  latitude1: number,
  longitude2: number,
  latitude2: number,
): number {
  const v = Math.sin((radians(longitude2) - radians(longitude1)) / 2)
  // So are positions exact that differ in latitude only.
  if (v === 0) return latitudeDistance(latitude1, latitude2)
  const u = Math.sin((radians(latitude2) - radians(latitude1)) / 2)
  const a = u * u + Math.cos(radians(latitude1)) * Math.cos(radians(latitude2)) * v * v
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(a))
}
