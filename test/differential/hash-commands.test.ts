// Generated streams of hash commands.
import { testCollectionStreams } from './streams/test-streams.ts'
import { hashSyntaxes } from './syntax/hash.ts'

testCollectionStreams('hash commands', hashSyntaxes)
