// Generated streams of commands that set, read and lift expiry times.
import { testStreams } from './streams/test-streams.ts'
import { expirySyntaxes } from './syntax/key.ts'

testStreams('expiry commands', expirySyntaxes)
