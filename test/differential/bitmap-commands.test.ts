// Generated streams of bitmap commands.
import { testStreams } from './streams/test-streams.ts'
import { bitmapSyntaxes } from './syntax/bitmap.ts'

testStreams('bitmap commands', bitmapSyntaxes)
