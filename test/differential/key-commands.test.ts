// Generated streams of key commands over several databases.
import { testStreams } from './streams/test-streams.ts'
import { keySyntaxes } from './syntax/key.ts'

testStreams('key commands', keySyntaxes)
