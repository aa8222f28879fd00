/** The control plane's one error shape, `{"error":{"code","message"}}`, whatever went wrong and wherever. */
import type { FastifyReply } from 'fastify'

const CODES = {
  400: 'bad_request',
  401: 'unauthorized',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
  500: 'internal',
  503: 'unavailable',
} as const

export interface ErrorBody {
  error: { code: string; message: string }
}

/** An unlisted status of the 4xx family says bad_request, any other internal. */
export function errorBody(status: number, message: string): ErrorBody {
  const known = CODES[status as keyof typeof CODES]
  return { error: { code: known ?? (status < 500 ? CODES[400] : CODES[500]), message } }
}

export function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send(errorBody(status, message))
}
