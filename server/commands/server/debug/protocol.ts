/** DEBUG PROTOCOL: one reply of each type of the protocol, for the tests of clients. */
import { latin1Bytes } from '../../../../shared/bytes/text.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { DebugSubcommand } from './subcommand.ts'

// biome-ignore lint/suspicious/noApproximativeNumericConstant: Redis's own test value.
const TEST_DOUBLE = 3.141
const BIG = '1234567999999999999999999999999999999'
const UNKNOWN =
  'ERR Wrong protocol type name. Please use one of the following: ' +
  'string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false'

function run({ reply }: ServerContext, args: Args): void {
  const type = args.text(2).toLowerCase()
  if (type === 'string') reply.bulkText('Hello World')
  else if (type === 'integer') reply.integer(12345)
  else if (type === 'double') reply.double(TEST_DOUBLE)
  else if (type === 'null') reply.null()
  else if (type === 'array') {
    reply.array(3)
    for (let i = 0; i < 3; i++) reply.integer(i)
  } else if (type === 'set') {
    reply.set(3)
    for (let i = 0; i < 3; i++) reply.integer(i)
  } else if (type === 'map') {
    reply.map(3)
    for (let i = 0; i < 3; i++) {
      reply.integer(i)
      reply.boolean(i === 1)
    }
  } else if (type === 'bignum') {
    if (reply.resp3) reply.raw(latin1Bytes(`(${BIG}\r\n`))
    else reply.bulkText(BIG)
  } else if (type === 'attrib') {
    if (reply.resp3) reply.raw(latin1Bytes('|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n'))
    reply.bulkText('Some real reply following the attribute')
  } else if (type === 'push') {
    if (reply.resp3) {
      reply.raw(latin1Bytes('>2\r\n$16\r\nserver-cpu-usage\r\n:42\r\n'))
      reply.bulkText('Some real reply following the push reply')
    } else reply.error('ERR RESP2 is not supported by this command')
  } else if (type === 'verbatim') reply.verbatim('txt', 'This is a verbatim\nstring')
  else if (type === 'true' || type === 'false') reply.boolean(type === 'true')
  else reply.error(UNKNOWN)
}

export const debugProtocol: DebugSubcommand = {
  name: 'PROTOCOL',
  least: 3,
  most: 3,
  help: [
    'PROTOCOL <type>',
    '    Reply with a test value of the specified type. <type> can be: string,',
    '    integer, double, bignum, null, array, set, map, attrib, push, verbatim,',
    '    true, false.',
  ],
  run,
}
