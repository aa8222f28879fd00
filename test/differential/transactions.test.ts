// Generated streams with MULTI, EXEC, DISCARD and WATCH.
import { testStreams } from './streams/test-streams.ts'
import { transactionSyntaxes } from './syntax/connection.ts'

testStreams('transactions', transactionSyntaxes)
