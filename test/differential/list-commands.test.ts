// Generated streams of list commands.
import { testCollectionStreams } from './streams/test-streams.ts'
import { listSyntaxes } from './syntax/list.ts'

testCollectionStreams('list commands', listSyntaxes)
