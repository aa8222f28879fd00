/**
 * Which ranges of scores a search must look through: the squares of a grid around the shape's middle, nine
 * at most, so large that together they hold the shape. The order in which they come is Redis's, since it
 * shows in results that are not sorted.
 */
import { cellOf, interleave, LATITUDE_MAX, LONGITUDE_MAX, STEPS } from './position.ts'
import type { Shape } from './shape.ts'

/** Half the length of the equator, metres. */
const MERCATOR_MAX = 20037726.37

/** The middle, then its neighbours: steps to the north and to the east. */
const PLACES: readonly (readonly [north: number, east: number])[] = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
]

/** Scores from `min` on, below `max`. */
export interface ScoreArea {
  readonly min: number
  readonly max: number
}

export function areasOf(shape: Shape): ScoreArea[] {
  let steps = estimateSteps(shape.reach, shape.latitude)
  if (steps > 1 && isTooFine(shape, steps)) steps--
  const grid = new Grid(shape, steps)
  const { bounds } = shape
  // A square that reaches beyond the shape needs no neighbour on that side.
  const squares = steps >= 2
  const noSouth = squares && grid.south(0) < bounds.south
  const noNorth = squares && grid.north(0) > bounds.north
  const noWest = squares && grid.west(0) < bounds.west
  const noEast = squares && grid.east(0) > bounds.east
  const areas: ScoreArea[] = []
  let before = -1
  for (const [i, [north, east]] of PLACES.entries()) {
    if ((noSouth && north < 0) || (noNorth && north > 0) || (noWest && east < 0) || (noEast && east > 0))
      continue
    const bits = grid.bits(north, east)
    // In a coarse grid neighbours on both sides are the same.
    if (before > 0 && bits === grid.bits(...PLACES[before]!)) continue
    before = i
    const scale = 4 ** (STEPS - steps)
    areas.push({ min: bits * scale, max: (bits + 1) * scale })
  }
  return areas
}

/** Bits of a coordinate at which nine squares hold a circle. */
function estimateSteps(reach: number, latitude: number): number {
  if (reach === 0) return STEPS
  let steps = 1
  for (let metres = reach; metres < MERCATOR_MAX; metres *= 2) steps++
  steps -= 2
  // Towards the poles squares are narrower.
  if (Math.abs(latitude) > 66) steps--
  if (Math.abs(latitude) > 80) steps--
  return Math.min(Math.max(steps, 1), STEPS)
}

/** Whether the shape reaches beyond the neighbours. */
function isTooFine(shape: Shape, steps: number): boolean {
  const grid = new Grid(shape, steps)
  const { bounds } = shape
  return (
    grid.north(1) < bounds.north ||
    grid.south(-1) > bounds.south ||
    grid.east(1) < bounds.east ||
    grid.west(-1) > bounds.west
  )
}

/** The squares around a shape's middle. */
class Grid {
  private readonly cells: number
  private readonly latitudeCell: number
  private readonly longitudeCell: number

  constructor({ longitude, latitude }: Shape, steps: number) {
    this.cells = 2 ** steps
    this.latitudeCell = cellOf(latitude, LATITUDE_MAX, steps)
    this.longitudeCell = cellOf(longitude, LONGITUDE_MAX, steps)
  }

  /** Number of the square so many steps to the north and to the east, around the globe. */
  bits(north: number, east: number): number {
    return interleave(this.move(this.latitudeCell, north), this.move(this.longitudeCell, east))
  }

  /** Around the globe; the middle's own cell stays as it is, though a maximum lies one beyond the last. */
  private move(cell: number, steps: number): number {
    return steps === 0 ? cell : (cell + steps + this.cells) % this.cells
  }

  /** Degrees at which the square so many steps to the north ends in the north. */
  north(steps: number): number {
    return this.edge(this.move(this.latitudeCell, steps) + 1, LATITUDE_MAX)
  }

  south(steps: number): number {
    return this.edge(this.move(this.latitudeCell, steps), LATITUDE_MAX)
  }

  east(steps: number): number {
    return this.edge(this.move(this.longitudeCell, steps) + 1, LONGITUDE_MAX)
  }

  west(steps: number): number {
    return this.edge(this.move(this.longitudeCell, steps), LONGITUDE_MAX)
  }

  private edge(cell: number, max: number): number {
    return -max + (cell / this.cells) * 2 * max
  }
}
