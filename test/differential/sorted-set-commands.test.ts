// Generated streams of sorted set commands.
import { testCollectionStreams } from './streams/test-streams.ts'
import { sortedSetSyntaxes } from './syntax/sorted-set.ts'

testCollectionStreams('sorted set commands', sortedSetSyntaxes)
