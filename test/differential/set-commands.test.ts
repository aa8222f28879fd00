// Generated streams of set commands.
import { testCollectionStreams } from './streams/test-streams.ts'
import { setSyntaxes } from './syntax/set.ts'

testCollectionStreams('set commands', setSyntaxes)
