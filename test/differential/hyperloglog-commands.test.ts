// Generated streams of HyperLogLog commands.
import { testStreams } from './streams/test-streams.ts'
import { hyperloglogSyntaxes } from './syntax/hyperloglog.ts'

testStreams('HyperLogLog commands', hyperloglogSyntaxes)
