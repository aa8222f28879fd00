/** The control plane's routes: probes by role, the token, one error shape, opening and closing the port. */
import { connect } from 'node:net'
import { Counter, Registry } from 'prom-client'
import { afterEach, expect, test } from 'vitest'
import { createSentinelControl } from '../../../sentinel/control/control.ts'
import { createSentinelMetrics } from '../../../sentinel/control/metrics.ts'
import { createServerControl } from '../../../server/control/control.ts'
import { createServerMetrics } from '../../../server/control/metrics.ts'
import { type Control, createControl } from '../../../shared/control/control.ts'
import { fakeReplica, fakeSentinel, fakeServer, memoryLog } from './fake-facts.ts'

const controls: Control[] = []

afterEach(async () => {
  for (const control of controls.splice(0)) await control.close()
})

function opened(control: Control): Control {
  controls.push(control)
  return control
}

function server(facts = fakeServer(), token?: () => string): Control {
  const metrics = createServerMetrics(facts)
  return opened(createServerControl({ log: memoryLog(), facts, metrics, ...(token && { token }) }))
}

function sentinel(facts = fakeSentinel()): Control {
  return opened(createSentinelControl({ log: memoryLog(), facts, metrics: createSentinelMetrics(facts) }))
}

async function get(control: Control, url: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  const { statusCode, body, headers: answered } = await control.app.inject({ url, headers })
  return { status: statusCode, body, json: body.startsWith('{') ? JSON.parse(body) : null, headers: answered }
}

test('healthz: 200 while the process answers, loading or not', async () => {
  const facts = fakeServer()
  const control = server(facts)
  expect(await get(control, '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } })
  facts.loading = true
  expect(await get(control, '/healthz')).toMatchObject({ status: 200, json: { status: 'loading' } })
})

test('healthz: 503 when the process says it is not well', async () => {
  const control = opened(
    createControl({
      log: memoryLog(),
      health: () => ({ ok: false, status: 'stuck' }),
      readiness: () => ({ ready: false, role: 'master', reason: 'stuck' }),
      metrics: new Registry(),
      topology: () => ({}),
    }),
  )
  expect(await get(control, '/healthz')).toMatchObject({ status: 503, json: { status: 'stuck' } })
})

test('readyz: a primary is ready when loaded', async () => {
  const facts = fakeServer()
  const control = server(facts)
  expect(await get(control, '/readyz')).toMatchObject({ status: 200, json: { ready: true, role: 'master' } })
  facts.loading = true
  const loading = { ready: false, role: 'master', reason: 'loading the dataset in memory' }
  expect(await get(control, '/readyz')).toMatchObject({ status: 503, json: loading })
  facts.loading = false
  facts.shuttingDown = true
  expect(await get(control, '/readyz')).toMatchObject({ status: 503, json: { reason: 'shutting down' } })
})

test('readyz: a primary that refuses or defers writes is not ready, and says why', async () => {
  const facts = fakeServer()
  const control = server(facts)
  const refusal = 'NOREPLICAS Not enough good replicas to write.'
  facts.writesRefused = refusal
  expect(await get(control, '/readyz')).toMatchObject({
    status: 503,
    json: { ready: false, reason: refusal },
  })
  facts.writesRefused = null
  facts.paused = 'writes'
  expect(await get(control, '/readyz')).toMatchObject({ status: 503, json: { reason: 'writes are paused' } })
})

test('readyz?role= answers for that role', async () => {
  const primary = server()
  const replica = server(fakeReplica())
  for (const [control, role, status] of [
    [primary, 'primary', 200],
    [primary, 'master', 200],
    [primary, 'replica', 503],
    [replica, 'replica', 200],
    [replica, 'primary', 503],
    [sentinel(), 'sentinel', 200],
    [sentinel(), 'primary', 503],
    [primary, 'other', 400],
  ] as const) {
    expect([role, (await get(control, `/readyz?role=${role}`)).status]).toEqual([role, status])
  }
  const { json } = await get(replica, '/readyz?role=primary')
  expect(json).toEqual({ ready: false, role: 'slave', reason: 'this is a replica, not a primary' })
})

test('readyz: a replica does not ask for writability', async () => {
  const facts = fakeReplica()
  facts.writesRefused = "READONLY You can't write against a read only replica."
  facts.paused = 'writes'
  const control = server(facts)
  expect(await get(control, '/readyz')).toMatchObject({ status: 200 })
  facts.master = { ...facts.master!, linkUp: false }
  facts.servesStale = false
  expect((await get(control, '/readyz')).json.reason).toMatch(/^MASTERDOWN /)
})

test('readyz: a replica is ready when its link is up and the initial sync is done', async () => {
  const facts = fakeReplica()
  const master = facts.master!
  const control = server(facts)
  expect(await get(control, '/readyz')).toMatchObject({ status: 200, json: { ready: true, role: 'slave' } })
  facts.master = { ...master, linkUp: false }
  expect(await get(control, '/readyz')).toMatchObject({
    status: 503,
    json: { reason: 'link with MASTER is down' },
  })
  facts.master = { ...master, linkUp: false, syncInProgress: true }
  const { status, json } = await get(control, '/readyz')
  expect([status, json.reason]).toEqual([503, 'MASTER <-> REPLICA sync in progress'])
})

test('readyz: a sentinel is ready when it monitors and sees quorum', async () => {
  const facts = fakeSentinel()
  const control = sentinel(facts)
  expect(await get(control, '/readyz')).toMatchObject({
    status: 200,
    json: { ready: true, role: 'sentinel' },
  })
  const message = 'NOQUORUM 1 usable Sentinels.'
  facts.masters = facts.masters.map(master => ({ ...master, ckquorum: { ok: false, message } }))
  const reason = `mymaster: ${message}`
  expect(await get(control, '/readyz')).toMatchObject({ status: 503, json: { ready: false, reason } })
  facts.masters = []
  expect(await get(control, '/readyz')).toMatchObject({
    status: 503,
    json: { reason: 'no master is monitored' },
  })
})

test('metrics: Prometheus text', async () => {
  const { status, headers, body } = await get(server(), '/metrics')
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(body).toContain('\nredis_up 1\n')
})

test('topology: the live view of each role', async () => {
  expect((await get(server(), '/topology')).json).toMatchObject({
    role: 'master',
    offset: 5000,
    master: null,
    replicas: [{ ip: '10.0.0.1', state: 'online', lag_bytes: 100 }, { state: 'wait_bgsave' }],
  })
  expect((await get(server(fakeReplica()), '/topology')).json).toMatchObject({
    role: 'slave',
    master: { host: '10.0.0.9', link_up: true },
  })
  expect((await get(sentinel(), '/topology')).json).toMatchObject({
    role: 'sentinel',
    masters: [{ name: 'mymaster', replicas: [{}, { flags: ['slave', 's_down', 'disconnected'] }] }],
  })
})

test('the token guards everything but the probes, and may change', async () => {
  let secret = 's3cret'
  const control = server(fakeServer(), () => secret)
  for (const url of ['/healthz', '/readyz', '/healthz?x=1'])
    expect((await get(control, url)).status).toBe(200)
  for (const url of ['/metrics', '/topology', '/none', '/healthz/../metrics']) {
    expect(await get(control, url)).toMatchObject({ status: 401, json: { error: { code: 'unauthorized' } } })
  }
  for (const wrong of ['Bearer s3cre', 'Bearer s3cret2', 'Basic s3cret', 's3cret', 'Bearer ']) {
    const { status, headers } = await get(control, '/metrics', wrong)
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer'])
  }
  expect((await get(control, '/metrics', 'Bearer s3cret')).status).toBe(200)
  secret = 'other'
  expect((await get(control, '/metrics', 'bearer other')).status).toBe(200)
  secret = ''
  expect((await get(control, '/metrics')).status).toBe(200)
})

test('every error has one shape', async () => {
  const control = server()
  expect(await get(control, '/none')).toMatchObject({
    status: 404,
    json: { error: { code: 'not_found', message: 'no GET /none' } },
  })
  expect(await get(control, '/%zz')).toMatchObject({ status: 400, json: { error: { code: 'bad_request' } } })
  for (const method of ['POST', 'DELETE'] as const) {
    const { statusCode, body, headers } = await control.app.inject({ method, url: '/metrics?a=1' })
    const { code } = JSON.parse(body).error
    expect([statusCode, code, headers.allow]).toEqual([405, 'method_not_allowed', 'GET, HEAD'])
  }
})

test('/ lists what is there, without a token', async () => {
  const { status, json } = await get(
    server(fakeServer(), () => 's3cret'),
    '/',
  )
  expect(status).toBe(200)
  expect(Object.keys(json.endpoints)).toEqual(['/healthz', '/readyz', '/metrics', '/topology'])
})

test('a connection on one of the last descriptors is turned away with the reason', async () => {
  const facts = fakeServer()
  const metrics = createServerMetrics(facts)
  const seen: number[] = []
  const full = (fd: number): boolean => seen.push(fd) > 0
  const control = opened(createServerControl({ log: memoryLog(), facts, metrics, full }))
  const { host, port } = await control.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`http://${host}:${port}/healthz`)
  const { error } = (await answer.json()) as { error: { code: string } }
  expect([answer.status, error.code]).toEqual([503, 'unavailable'])
  expect(seen[0]).toBeGreaterThan(2)
})

test('a fault inside is 500, told to the log and not to the client', async () => {
  const metrics = new Registry()
  const broken = () => {
    throw new Error('the arena is gone')
  }
  new Counter({ name: 'broken', help: 'broken', registers: [metrics], collect: broken })
  const log = memoryLog()
  const health = () => ({ ok: true, status: 'ok' })
  const readiness = () => ({ ready: true, role: 'master', reason: '' })
  const control = opened(createControl({ log, health, readiness, metrics, topology: broken }))
  for (const url of ['/metrics', '/topology']) {
    const { status, json, body } = await get(control, url)
    expect([status, json.error.code]).toEqual([500, 'internal'])
    expect(body).not.toContain('arena')
  }
  expect(log.entries).toEqual([
    'warning Control plane: GET /metrics failed: the arena is gone',
    'warning Control plane: GET /topology failed: the arena is gone',
  ])
})

test('on a port: bytes that are not HTTP get the error shape; closing ends open connections', async () => {
  const control = server()
  const { host, port } = await control.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect(port, host)
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  socket.write('*1\r\n$4\r\nPING\r\n')
  await new Promise(resolve => socket.once('close', resolve))
  expect(text).toMatch(/^HTTP\/1\.1 400 /)
  expect(JSON.parse(text.split('\r\n\r\n')[1]!)).toEqual({
    error: { code: 'bad_request', message: 'malformed HTTP request' },
  })
  const response = await fetch(`http://${host}:${port}/healthz`)
  expect(await response.json()).toEqual({ status: 'ok' })
  await control.close()
  await expect(fetch(`http://${host}:${port}/healthz`)).rejects.toThrow()
})

test('a busy port rejects with the error of the system', async () => {
  const { host, port } = await server().listen({ host: '127.0.0.1', port: 0 })
  await expect(server().listen({ host, port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
