/**
 * The control plane of a process: one small Fastify server for probes, metrics and the live topology, the
 * same in the server and the sentinel. Redis has none; operators put exporters and probe scripts beside it.
 *
 *   GET /          What is here, as JSON. No token.
 *   GET /healthz   200 {"status"} while the process serves, else 503. No token: kubelets have none.
 *   GET /readyz    200 or 503 {"ready","role","reason"}: a primary takes writes, a replica serves what its
 *                  primary has, a sentinel sees a quorum. With ?role=primary (replica, sentinel) a process of
 *                  another role is not ready. No token.
 *   GET /metrics   Prometheus text.
 *   GET /topology  JSON, as the process sees it now.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Log } from '../ports/log.ts'
import { errorBody, sendError } from './errors.ts'

export interface Health {
  ok: boolean
  /** One or two words for people: ok, loading, tilt. */
  status: string
}

export interface Readiness {
  ready: boolean
  /** As INFO and ROLE name it: master, slave, sentinel. */
  role: string
  /** Why not ready; when ready, what was found. */
  reason: string
}

export interface ControlOptions {
  log: Log
  health: () => Health
  readiness: () => Readiness
  metrics: Registry
  /** A value for JSON. */
  topology: () => unknown
  /** The bearer token of `control-token`, asked at each request; '' or absent: none is needed. */
  token?: () => string
  /** Whether a connection must be turned away because its descriptor (-1: unknown) is one of the last. */
  full?: (fd: number) => boolean
}

export interface ControlAddress {
  host: string
  /** 0 takes any free port. */
  port: number
}

export interface Control {
  /** For further routes (before `listen`) and for `inject` in tests. */
  readonly app: FastifyInstance
  /** Resolves with the address bound; rejects with the system's error (EADDRINUSE and so on). */
  listen(at: ControlAddress): Promise<ControlAddress>
  /** Ends at once, open keep-alive connections too. */
  close(): Promise<void>
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const OPEN_PATHS = new Set(['/', '/healthz', '/readyz'])

/** What GET / answers. */
const ENDPOINTS = {
  '/healthz': 'Is the process alive? 200 or 503.',
  '/readyz':
    'Does it do its work? 200 or 503 with the reason; ?role=primary, replica or sentinel asks for that role.',
  '/metrics': 'Prometheus metrics.',
  '/topology': 'What the process sees of the others, as JSON.',
}

/** The words of ?role= by those of ROLE. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  master: ['primary', 'master'],
  slave: ['replica', 'slave'],
  sentinel: ['sentinel'],
}

const READY_QUERY = {
  querystring: {
    type: 'object',
    properties: { role: { type: 'string', enum: Object.values(ROLES).flat() } },
  },
}

export function createControl(options: ControlOptions): Control {
  const { log, health, readiness, metrics, topology, token = () => '', full } = options
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    clientErrorHandler: refuseMalformed,
    frameworkErrors: (error, _request, reply) => {
      sendError(reply, error.statusCode ?? 400, error.message)
    },
  })

  if (full !== undefined) {
    app.server.on('connection', (socket: Socket & { _handle?: { fd?: number } | null }) => {
      if (full(socket._handle?.fd ?? -1))
        answerRaw(socket, 503, 'Service Unavailable', 'too few descriptors are left')
    })
  }
  app.addHook('onRequest', async (request, reply) => {
    const wanted = token()
    if (wanted === '' || OPEN_PATHS.has(request.url.split('?', 1)[0]!)) return
    if (!sameToken(request.headers.authorization, wanted)) {
      reply.header('www-authenticate', 'Bearer')
      return sendError(reply, 401, 'a bearer token is needed')
    }
  })
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request
    const path = url.split('?', 1)[0]!
    const allowed = METHODS.filter(each => app.hasRoute({ url: path, method: each }))
    if (allowed.length === 0) return sendError(reply, 404, `no ${method} ${url}`)
    reply.header('allow', allowed.join(', '))
    return sendError(reply, 405, `${method} is not for ${path}: use ${allowed[0]}`)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return sendError(reply, status, error.message)
    log.warning(`Control plane: ${request.method} ${request.url} failed: ${error.message}`, { err: error })
    return sendError(reply, 500, 'internal error, see the log')
  })

  app.get('/', async (_request, reply) => reply.send({ endpoints: ENDPOINTS }))
  app.get('/healthz', async (_request, reply) => {
    const { ok, status } = health()
    return reply.code(ok ? 200 : 503).send({ status })
  })
  app.get<{ Querystring: { role?: string } }>('/readyz', { schema: READY_QUERY }, async (request, reply) => {
    const { ready, role, reason } = readinessFor(request.query.role, readiness())
    return reply.code(ready ? 200 : 503).send({ ready, role, reason })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
  app.get('/topology', async (_request, reply) => reply.send(topology()))

  return {
    app,
    listen: async ({ host, port }) => {
      await app.listen({ host, port })
      return { host, port: (app.server.address() as AddressInfo).port }
    },
    close: () => app.close(),
  }
}

/** The readiness of a process that should have a role; undefined when any will do. */
function readinessFor(wanted: string | undefined, found: Readiness): Readiness {
  const words = ROLES[found.role] ?? []
  if (wanted === undefined || words.includes(wanted)) return found
  return { ready: false, role: found.role, reason: `this is a ${words[0] ?? found.role}, not a ${wanted}` }
}

/** Compared by digest, so that neither length nor content leaks through time. */
function sameToken(header: string | undefined, wanted: string): boolean {
  const given = /^bearer +(.*)$/i.exec(header ?? '')?.[1]
  if (given === undefined) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

/** Bytes that are not HTTP: answered in the error shape, with a socket and no request to answer to. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  answerRaw(socket, 400, 'Bad Request', 'malformed HTTP request')
}

/** Answers in the error shape without HTTP's machinery, and closes. */
function answerRaw(socket: Socket, status: number, phrase: string, message: string): void {
  const body = JSON.stringify(errorBody(status, message))
  const head = [
    `HTTP/1.1 ${status} ${phrase}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  socket.end(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`)
  socket.destroySoon()
}
