// Generated streams of commands of all types on the same keys.
import { testCollectionStreams } from './streams/test-streams.ts'
import { acrossTypesSyntaxes } from './syntax/across-types.ts'

testCollectionStreams('commands across types', acrossTypesSyntaxes)
