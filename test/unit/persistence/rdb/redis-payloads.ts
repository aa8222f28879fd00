/*
 * DUMP payloads as redis-server 7.0.15 gave them, with DEBUG DIGEST-VALUE. `limits` are those it had; under them our
 * own DUMP has the same bytes where `same` says so (sets and large hashes have an order of their own).
 */
import type { Limits } from '../../../../server/values/limits.ts'
import type { Content } from './value-room.ts'

export type RedisPayload = {
  name: string
  limits?: Partial<Limits>
  hex: string
  digest: string
  encoding: string
  content: Content
  same: boolean
}

export const redisPayloads: RedisPayload[] = [
  {
    name: 'list, one node',
    hex:
      '1201022a2a000000080081610280010101dffb02c12c02f270110104f40100000000002000098568656c6c6f06ff0a00' +
      '414351d40bc0cd8e',
    digest: 'faeffdff18b27f1c84b51f81d1958d14c6c3cbcc',
    encoding: 'listpack',
    content: ['a', '', '1', '-5', '300', '70000', '9007199254740993', 'hello'],
    same: true,
  },
  {
    name: 'list, three nodes',
    limits: { listMaxListpackSize: 3 },
    hex:
      '12030210100000000300816102816202816302ff0210100000000300816402816502816602ff020a0a00000001008167' +
      '02ff0a0046e049f611e895f0',
    digest: '3997bb3b774c176367810ecd5d2e4798f683844a',
    encoding: 'quicklist',
    content: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    same: true,
  },
  {
    name: 'list, a node that is one element',
    hex:
      '1203020e0e000000010085736d616c6c06ff01c3094096017878e08900017878020d0d0000000100847461696c05ff0a' +
      '00750f34f4854f006c',
    digest: 'a0ad71a90dcd040690a10a9754f6e52da9ed6496',
    encoding: 'quicklist',
    content: ['small', 'x'.repeat(150), 'tail'],
    same: false,
  },
  {
    name: 'list, compressed',
    hex:
      '120102c340a9416510650100001e0089656c656d656e743a300ae0000a0031e0010a0032e0010a0033e0010a0034e001' +
      '0a0035e0010a0036e0010a0037e0010a0038e0010a02390a8ac06d0231300be0010b0031e0020b0032e0020b0033e002' +
      '0b0034e0020b0035e0020b0036e0020b0037e0020b0038e0020b0039e0010b0032e002770032e002770032e002770032' +
      'e002770032e002770032e002770032e002770032e002770032e002770332390bff0a00198645b418130e39',
    digest: 'ec67384f38adacf2d88981f683f77b0f4269d54a',
    encoding: 'listpack',
    content: Array.from({ length: 30 }, (_, i) => `element:${i}`),
    same: true,
  },
  {
    name: 'set, 16-bit integers',
    hex: '0b0e0200000003000000feff01002c010a005b0aa862f794600a',
    digest: '583b4c130296d28def3c54f8f8e1ffacf3dc5387',
    encoding: 'intset',
    content: ['-2', '1', '300'],
    same: true,
  },
  {
    name: 'set, 32-bit integers',
    hex: '0b14040000000300000090eefeff010000002c0100000a00a5504c2ce63939c1',
    digest: '70d527f2d0f4e0e2a76f656535cffee098bfd158',
    encoding: 'intset',
    content: ['-70000', '1', '300'],
    same: true,
  },
  {
    name: 'set, 64-bit integers',
    hex: '0bc316200408000000032003a000018001a00800ff600001ff7f0a00c895268b19c8d67b',
    digest: 'a3826c3c2bfd543824393b162ceab56f9a0e4ce3',
    encoding: 'intset',
    content: ['-9223372036854775808', '1', '9223372036854775807'],
    same: true,
  },
  {
    name: 'set of texts',
    hex: '0204016100026262c00c0a00c48f09608cfdaa27',
    digest: '0fb581e837f0c77303cb7cedec9f08dab65364d1',
    encoding: 'listpack',
    content: ['', '12', 'a', 'bb'],
    same: true,
  },
  {
    name: 'sorted set, small',
    hex:
      '11c34045404d164d0000000e00816302842d696e660581650293302e3130e005001f3114816102010182616103010181' +
      '620283322e35048166028531652b3230068102640283203c0104ff0a00e907a52c7865a774',
    digest: 'ef76b8525696f6da1968dca82a77ae9f36b47151',
    encoding: 'listpack',
    content: [
      ['c', -Infinity],
      ['e', 0.1],
      ['a', 1],
      ['aa', 1],
      ['b', 2.5],
      ['f', 1e20],
      ['d', Infinity],
    ],
    same: true,
  },
  {
    name: 'sorted set, large',
    limits: { zsetMaxListpackEntries: 2 },
    hex:
      '05050164000000000000f07f01610000000000000840016300000000000000400162000000000000f83f016500000000' +
      '000000800a0000befbfddb99ada5',
    digest: 'ebbd082a3e3a2e8e0016c7a5cb8ddd90cc9e5723',
    encoding: 'skiplist',
    content: [
      ['e', -0],
      ['b', 1.5],
      ['c', 2],
      ['a', 3],
      ['d', Infinity],
    ],
    same: true,
  },
  {
    name: 'hash, small',
    hex: '1020200000000800816602817602816e020101800185656d707479068165028001ff0a0051e473abc8ed5ba8',
    digest: '404eae4bd66ba3e84cea670c50105f1e63ab7472',
    encoding: 'listpack',
    content: [
      ['', 'empty'],
      ['e', ''],
      ['f', 'v'],
      ['n', '1'],
    ],
    same: true,
  },
  {
    name: 'hash, large',
    limits: { hashMaxListpackEntries: 1 },
    hex: '040301620374776f0161c00100000a000bc0c234b035cc94',
    digest: '0c819bcb62ef0493ee921a5042c9d8fe2ba3b48e',
    encoding: 'hashtable',
    content: [
      ['', ''],
      ['a', '1'],
      ['b', 'two'],
    ],
    same: false,
  },
]
