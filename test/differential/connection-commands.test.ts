// Generated streams of connection commands, and of commands that do not exist.
import { testStreams } from './streams/test-streams.ts'
import { connectionSyntaxes } from './syntax/connection.ts'

testStreams('connection commands', connectionSyntaxes)
