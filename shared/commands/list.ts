/**
 * The commands that a server and a sentinel answer alike; each adds its own (PUBLISH of a sentinel is
 * another).
 */
import type { Command } from '../command/command.ts'
import type { CommandContext } from '../command/context.ts'
import { auth } from './connection/auth.ts'
import { client } from './connection/client.ts'
import { echo } from './connection/echo.ts'
import { hello } from './connection/hello.ts'
import { ping } from './connection/ping.ts'
import { quit } from './connection/quit.ts'
import { reset } from './connection/reset.ts'
import { psubscribe } from './pubsub/psubscribe.ts'
import { publish } from './pubsub/publish.ts'
import { pubsub } from './pubsub/pubsub.ts'
import { punsubscribe } from './pubsub/punsubscribe.ts'
import { spublish } from './pubsub/spublish.ts'
import { ssubscribe } from './pubsub/ssubscribe.ts'
import { subscribe } from './pubsub/subscribe.ts'
import { sunsubscribe } from './pubsub/sunsubscribe.ts'
import { unsubscribe } from './pubsub/unsubscribe.ts'
import { acl } from './server/acl/acl.ts'
import { command } from './server/command.ts'

/** In both processes. */
export const sharedCommands: Command<CommandContext>[] = [
  acl,
  auth,
  client,
  command,
  hello,
  ping,
  psubscribe,
  punsubscribe,
  quit,
  subscribe,
  unsubscribe,
]

/** In a server only, though they need nothing but the shared context. */
export const serverOnlyCommands: Command<CommandContext>[] = [
  echo,
  publish,
  pubsub,
  reset,
  spublish,
  ssubscribe,
  sunsubscribe,
]
