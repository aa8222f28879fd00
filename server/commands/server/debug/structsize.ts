/** DEBUG STRUCTSIZE: bytes of the structures that data consist of here. */
import { BUCKET_BYTES } from '../../../memory/buckets.ts'
import type { DebugSubcommand } from './subcommand.ts'

/** Of a record before its key: without an expiry, and what an expiry adds. */
const RECORD = 8
const EXPIRY = 12

export const debugStructsize: DebugSubcommand = {
  name: 'STRUCTSIZE',
  least: 2,
  most: 2,
  help: ['STRUCTSIZE', '    Return the size of different Redis core C structures.'],
  run({ reply }) {
    reply.status(`bits:64 record:${RECORD} expiry:${EXPIRY} bucket:${BUCKET_BYTES}`)
  },
}
