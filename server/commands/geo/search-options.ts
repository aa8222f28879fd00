/**
 * The arguments of GEOSEARCH and of the older GEORADIUS family, read in Redis's order, which decides on
 * errors.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Position } from '../../values/geo/position.ts'
import { Box, Circle, Polygon, type Shape } from '../../values/geo/shape.ts'
import { readLong } from '../long-argument.ts'
import { readNumber, readPosition } from './coordinates.ts'
import { readUnit } from './units.ts'

/** Which command asks. */
export interface SearchKind {
  /** GEOSEARCH and GEOSEARCHSTORE say from where and by what; the others have it at fixed places. */
  readonly from: 'options' | 'position' | 'member'
  /** Argument of the sorted set. */
  readonly source: number
  /** GEOSEARCHSTORE stores under argument 1; GEORADIUS where an option says; a `_RO` nowhere. */
  readonly store: 'always' | 'option' | 'never'
}

export interface Search {
  /** Null when the key is not there: nothing can be found. */
  shape: Shape | null
  /** Metres of the unit. */
  metres: number
  withDistance: boolean
  withHash: boolean
  withPosition: boolean
  /** 0 for all. */
  count: number
  /** Any will do, not the nearest. */
  any: boolean
  order: 'none' | 'nearest' | 'farthest'
  /** Argument of the key to store under, 0 for none; distances in place of scores. */
  storeAt: number
  storeDistance: boolean
}

const position = new Position()

/**
 * Reads the request; `found`: the sorted set is there and open in `ctx.values.zsets`. Null after an error.
 */
export function readSearch(ctx: ServerContext, args: Args, kind: SearchKind, found: boolean): Search | null {
  const reader = new SearchReader(ctx, args, kind, found)
  return reader.read()
}

class SearchReader {
  private readonly ctx: ServerContext
  private readonly args: Args
  private readonly kind: SearchKind
  private readonly found: boolean
  private readonly search: Search
  private hasMiddle: 'no' | 'member' | 'position'
  private by: 'nothing' | 'radius' | 'box' | 'polygon'
  /** Metres: a radius, or a width and a height. */
  private width: number
  private height: number
  private polygon: Polygon | null

  constructor(ctx: ServerContext, args: Args, kind: SearchKind, found: boolean) {
    this.ctx = ctx
    this.args = args
    this.kind = kind
    this.found = found
    this.hasMiddle = 'no'
    this.by = 'nothing'
    this.width = 0
    this.height = 0
    this.polygon = null
    this.search = {
      shape: null,
      metres: 1,
      withDistance: false,
      withHash: false,
      withPosition: false,
      count: 0,
      any: false,
      order: 'none',
      storeAt: kind.store === 'always' ? 1 : 0,
      storeDistance: false,
    }
  }

  read(): Search | null {
    let i = this.readFixed()
    while (i > 0 && i < this.args.argc) i = this.readOption(i)
    if (i < 0 || !this.isWhole()) return null
    this.search.shape = this.found ? this.shape() : null
    return this.search
  }

  /** What stands before the options; returns the first option's argument, -1 after an error. */
  private readFixed(): number {
    const { ctx, args, kind } = this
    if (kind.from === 'options') return kind.source + 1
    const at = kind.from === 'position' ? 4 : 3
    if (kind.from === 'position' ? !readPosition(ctx, args, 2, position) : !this.findMember(2)) return -1
    this.hasMiddle = kind.from
    this.by = 'radius'
    // As in Redis nothing is read for a member of a key that is not there.
    if (kind.from === 'member' && !this.found) return at + 2
    return this.readRadius(at) ? at + 2 : -1
  }

  /** Reads the option at argument i; returns the next one's, -1 after an error. */
  private readOption(i: number): number {
    const { args, search } = this
    const left = args.argc - i - 1
    if (args.is(i, 'WITHDIST')) search.withDistance = true
    else if (args.is(i, 'WITHHASH')) search.withHash = true
    else if (args.is(i, 'WITHCOORD')) search.withPosition = true
    else if (args.is(i, 'ANY')) search.any = true
    else if (args.is(i, 'ASC')) search.order = 'nearest'
    else if (args.is(i, 'DESC')) search.order = 'farthest'
    else if (args.is(i, 'COUNT') && left >= 1) return this.readCount(i + 1) ? i + 2 : -1
    else if (this.kind.from === 'options') return this.readSearchOption(i, left)
    else if (this.kind.store === 'option' && left >= 1 && this.isStore(i)) return i + 2
    else return this.refuse(errors.syntax)
    return i + 1
  }

  private isStore(i: number): boolean {
    const { args, search } = this
    const distances = args.is(i, 'STOREDIST')
    if (!distances && !args.is(i, 'STORE')) return false
    search.storeAt = i + 1
    search.storeDistance = distances
    return true
  }

  /** The options that only GEOSEARCH and GEOSEARCHSTORE have. */
  private readSearchOption(i: number, left: number): number {
    const { ctx, args } = this
    if (args.is(i, 'FROMMEMBER') && left >= 1 && this.hasMiddle !== 'position') {
      if (!this.findMember(i + 1)) return -1
      this.hasMiddle = 'member'
      return i + 2
    }
    if (args.is(i, 'FROMLONLAT') && left >= 2 && this.hasMiddle !== 'member') {
      if (!readPosition(ctx, args, i + 1, position)) return -1
      this.hasMiddle = 'position'
      return i + 3
    }
    if (args.is(i, 'BYRADIUS') && left >= 2 && (this.by === 'nothing' || this.by === 'radius')) {
      return this.readRadius(i + 1) ? i + 3 : -1
    }
    if (args.is(i, 'BYBOX') && left >= 3 && (this.by === 'nothing' || this.by === 'box')) {
      return this.readBox(i + 1) ? i + 4 : -1
    }
    if (args.is(i, 'BYPOLYGON') && left >= 1 && this.by === 'nothing') return this.readPolygon(i + 1)
    if (args.is(i, 'STOREDIST') && this.kind.store === 'always') {
      this.search.storeDistance = true
      return i + 1
    }
    return this.refuse(errors.syntax)
  }

  private readCount(i: number): boolean {
    const count = readLong(this.ctx, this.args, i)
    if (Number.isNaN(count)) return false
    if (count <= 0) return this.fail('ERR COUNT must be > 0')
    this.search.count = count
    return true
  }

  /** The position of the member at argument i, if the key is there; false when only the member is not. */
  private findMember(i: number): boolean {
    const { ctx, args } = this
    if (!this.found) return true
    const { zsets } = ctx.values
    if (!zsets.find(args.buf, args.off[i]!, args.len[i]!)) {
      return this.fail('ERR could not decode requested zset member')
    }
    position.decode(zsets.score)
    return true
  }

  private readRadius(i: number): boolean {
    const { ctx, args } = this
    const radius = readNumber(ctx, args, i, 'ERR need numeric radius')
    if (Number.isNaN(radius)) return false
    if (radius < 0) return this.fail('ERR radius cannot be negative')
    this.by = 'radius'
    this.width = radius
    return this.readUnit(i + 1)
  }

  private readBox(i: number): boolean {
    const { ctx, args } = this
    const width = readNumber(ctx, args, i, 'ERR need numeric width')
    if (Number.isNaN(width)) return false
    const height = readNumber(ctx, args, i + 1, 'ERR need numeric height')
    if (Number.isNaN(height)) return false
    if (width < 0 || height < 0) return this.fail('ERR height or width cannot be negative')
    this.by = 'box'
    this.width = width
    this.height = height
    return this.readUnit(i + 2)
  }

  private readUnit(i: number): boolean {
    this.search.metres = readUnit(this.ctx, this.args, i)
    return !Number.isNaN(this.search.metres)
  }

  /** A number of vertices and their longitudes and latitudes; its distances are in metres. */
  private readPolygon(i: number): number {
    const { ctx, args } = this
    const vertices = readLong(ctx, args, i)
    if (Number.isNaN(vertices)) return -1
    if (vertices < 3) return this.refuse('ERR GEOSEARCH BYPOLYGON must have at least 3 vertices')
    if (vertices * 2 > args.argc - i - 1) return this.refuse(errors.syntax)
    const longitudes: number[] = []
    const latitudes: number[] = []
    const vertex = new Position()
    for (let v = 0, at = i + 1; v < vertices; v++, at += 2) {
      if (!readPosition(ctx, args, at, vertex)) return -1
      longitudes.push(vertex.longitude)
      latitudes.push(vertex.latitude)
    }
    this.by = 'polygon'
    this.polygon = new Polygon(longitudes, latitudes)
    return i + 1 + vertices * 2
  }

  /** Whether nothing is missing, and nothing contradicts the rest. */
  private isWhole(): boolean {
    const { args, search, kind } = this
    const name = args.text(0)
    if (search.storeAt > 0 && (search.withDistance || search.withHash || search.withPosition)) {
      const what = kind.store === 'always' ? 'GEOSEARCHSTORE' : 'STORE option in GEORADIUS'
      return this.fail(`ERR ${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`)
    }
    if (this.by === 'polygon' ? this.hasMiddle !== 'no' : this.hasMiddle === 'no') {
      return this.fail(`ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ${name}`)
    }
    if (this.by === 'nothing') {
      return this.fail(`ERR exactly one of BYRADIUS and BYBOX can be specified for ${name}`)
    }
    if (search.any && search.count === 0) {
      return this.fail('ERR the ANY argument requires COUNT argument')
    }
    // Some of many, but not any: the nearest.
    if (search.count > 0 && search.order === 'none' && !search.any) search.order = 'nearest'
    return true
  }

  private shape(): Shape {
    const { longitude, latitude } = position
    const { metres } = this.search
    if (this.polygon !== null) return this.polygon
    if (this.by === 'radius') return new Circle(longitude, latitude, this.width * metres)
    return new Box(longitude, latitude, this.width * metres, this.height * metres)
  }

  /** Replies an error where the next argument was to be told. */
  private refuse(error: string): -1 {
    this.fail(error)
    return -1
  }

  /** Replies an error where it was to be told whether all is well. */
  private fail(error: string): false {
    this.ctx.reply.error(error)
    return false
  }
}
