// Generated streams of string commands.
import { testStreams } from './streams/test-streams.ts'
import { stringSyntaxes } from './syntax/string.ts'

testStreams('string commands', stringSyntaxes)
