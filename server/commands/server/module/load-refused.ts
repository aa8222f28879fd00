/**
 * Why a module is not loaded: enable-module-command does not let this connection ask for it, or the file is
 * one that Redis would load and this process cannot.
 */
import { isLocal } from '../../../../shared/client/local.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'

const NOT_ALLOWED =
  'ERR MODULE command not allowed. If the enable-module-command option is set to "local", you can run ' +
  'it from a local connection, otherwise you need to set this option in the configuration file, and then ' +
  'restart the server.'

/** False after the error, when the connection may not load and unload modules. */
export function mayChangeModules({ client, reply, server }: ServerContext): boolean {
  if (server.store.allows('enable-module-command', isLocal(client))) return true
  reply.error(NOT_ALLOWED)
  return false
}

/** MODULE LOAD and LOADEX. */
export function refuseModule(ctx: ServerContext, args: Args): void {
  if (!mayChangeModules(ctx)) return
  const path = args.text(2)
  ctx.server.notice.warning(`Module ${path} failed to load: this server cannot run modules made for Redis`)
  ctx.reply.error('ERR Error loading the extension. Please check the server logs.')
}
