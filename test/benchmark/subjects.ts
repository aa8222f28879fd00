/*
 * What throughput is measured of: redis-benchmark's words for each command, and what a server must hold before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '../support/server-process.ts'
import { flushAll } from './contestants.ts'
import { countingLoad } from './counting-load.ts'
import { pour, type Type } from './pour.ts'
import { type Load, redisBenchmark, type Throughput } from './redis-benchmark.ts'

export interface Subject {
  name: string
  words: readonly string[]
  /** Requests of a run by pipeline length; the keys are the depths at which it is measured. */
  requests: Readonly<Record<number, number>>
  /** Once, on an empty server. */
  prepare?: (server: ServerProcess) => Promise<void>
  /** Before each run of so many requests. */
  before?: (server: ServerProcess, requests: number) => Promise<void>
  /** What sends the requests; else redis-benchmark. */
  load?: (server: ServerProcess, load: Load) => Promise<Throughput>
  /** The most CPU per request at depth, `'<= 0.9x'`. */
  cpu: string
  /** The least speed, where it is another than for all. */
  speed?: string
}

const million = 1_000_000
/** Elements beyond those that are asked for: a load asks a little more, to know the reply and to end in step. */
const spare = 100
const usual = { 1: 100_000, 16: million }

/** A key of redis-benchmark's own, without or with so many elements. */
async function clear(server: ServerProcess): Promise<void> {
  await flushAll(server)
  // What frees memory behind the reply is done by then.
  await sleep(100)
}

const fresh = (server: ServerProcess) => clear(server)

const filled = (type: Type, key: string, elements = million) => ({
  prepare: (server: ServerProcess) => pour(server.port, type, key, elements),
})

/** Before each run so many elements, or more than the run takes away. */
const refilled = (type: Type, key: string, elements?: number) => ({
  before: async (server: ServerProcess, requests: number) => {
    await clear(server)
    await pour(server.port, type, key, elements ?? requests + spare)
  },
})

/** So long that its length, which a push replies with, keeps its seven digits. */
const longList = refilled('list', 'mylist', million)

const strings = {
  requests: { 1: 200_000, 16: 2 * million, 64: 3 * million },
  prepare: async (server: ServerProcess) => {
    for (const words of [
      ['-t', 'set'],
      ['-t', 'get'],
    ])
      await redisBenchmark(server, { words, requests: 2 * million, pipeline: 64 })
  },
  cpu: '<= 0.85x',
}

const collection = { requests: usual, cpu: '<= 0.9x' }
/**
 * Served faster, when pipelined, than redis-benchmark can ask: it ends at some 1.75 million a second with its one
 * thread busy, which is 1.2 times what Redis reaches of these.
 */
const beyond = {
  load: (server: ServerProcess, load: Load) =>
    load.pipeline === 1 ? redisBenchmark(server, load) : countingLoad(server, load),
}
const longReply = { requests: { 1: 50_000, 16: 400_000 }, load: countingLoad, cpu: '<= 0.9x' }
const value = 'x'.repeat(64)
const anyElement = 'element:__rand_int__'

const estimated = {
  prepare: async (server: ServerProcess) => {
    await redisBenchmark(server, { words: ['PFADD', 'hll', anyElement], requests: million, pipeline: 64 })
  },
}
/** A megabyte: what is measured is the work on it. */
const longString = {
  requests: { 1: 3000 },
  prepare: async (server: ServerProcess) => {
    const client = await server.connect()
    await client.send('SETBIT', 'bits', String(2 ** 23 - 1), '1')
    client.close()
  },
  cpu: '<= 1.4x',
  speed: '>= 0.7x',
}

export const subjects: Subject[] = [
  { name: 'SET', words: ['-t', 'set'], ...strings },
  { name: 'GET', words: ['-t', 'get'], ...strings },
  { name: 'MSET 10', words: ['-t', 'mset'], ...collection, requests: { 1: 50_000, 16: 300_000 } },
  { name: 'LPUSH', words: ['LPUSH', 'mylist', value], ...collection, ...beyond, ...longList },
  { name: 'RPUSH', words: ['RPUSH', 'mylist', value], ...collection, ...beyond, ...longList },
  { name: 'LPOP', words: ['LPOP', 'mylist'], ...collection, ...beyond, ...refilled('list', 'mylist') },
  { name: 'RPOP', words: ['RPOP', 'mylist'], ...collection, ...beyond, ...refilled('list', 'mylist') },
  { name: 'SADD', words: ['-t', 'sadd'], ...collection, before: fresh },
  { name: 'SPOP', words: ['-t', 'spop'], ...collection, ...refilled('set', 'myset') },
  { name: 'HSET', words: ['-t', 'hset'], ...collection, before: fresh },
  { name: 'HGET', words: ['HGET', 'h', anyElement], ...collection, ...filled('hash', 'h') },
  { name: 'ZADD', words: ['-t', 'zadd'], ...collection, before: fresh },
  { name: 'ZPOPMIN', words: ['-t', 'zpopmin'], ...collection, ...refilled('zset', 'myzset') },
  { name: 'ZRANK of 1M', words: ['ZRANK', 'z', anyElement], ...collection, ...filled('zset', 'z') },
  { name: 'SETBIT', words: ['SETBIT', 'bits:__rand_int__', '77', '1'], ...collection, before: fresh },
  { name: 'PFADD', words: ['PFADD', 'hll', anyElement], ...collection, ...beyond, before: fresh },
  { name: 'PFADD small', words: ['PFADD', 'hll:__rand_int__', 'a', 'b', 'c'], ...collection, before: fresh },
  { name: 'PFCOUNT', words: ['PFCOUNT', 'hll'], ...collection, ...beyond, ...estimated },
  { name: 'BITCOUNT 1 MB', words: ['BITCOUNT', 'bits'], ...longString },
  { name: 'BITOP AND 1 MB', words: ['BITOP', 'AND', 'both', 'bits', 'bits'], ...longString },
  {
    name: 'ZRANGE 100 of 1M',
    words: ['ZRANGE', 'z', '500000', '500099'],
    ...longReply,
    ...filled('zset', 'z'),
  },
  { name: 'LRANGE 100', words: ['LRANGE', 'l', '0', '99'], ...longReply, ...filled('list', 'l', 1000) },
  {
    name: 'LRANGE 600',
    words: ['LRANGE', 'l', '0', '599'],
    ...longReply,
    requests: { 1: 20_000, 16: 100_000 },
    ...filled('list', 'l', 1000),
  },
]

/** The word of the command line that chooses it: `zrange` or, just this one, `zrange-100-of-1m`. */
export function isCalled({ name }: Subject, word: string): boolean {
  const whole = name.toLowerCase().replaceAll(' ', '-')
  return whole === word || whole.split('-')[0] === word
}
