// Generated streams of SORT and of what it sorts.
import { testCollectionStreams } from './streams/test-streams.ts'
import { sortSyntaxes } from './syntax/sort.ts'

testCollectionStreams('SORT', sortSyntaxes)
