import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createEngine, type Engine, type EngineClient } from '../../../src-main/engine/createEngine'
import { startServer, type RunningServer } from '../../../src-main/hosts/server/startServer'
import { temporaryFolder } from '../../support/temporaryFolder'

let server: RunningServer
let engine: Engine
let root = ''
let outside = ''

beforeEach(async () => {
  const top = temporaryFolder()
  root = join(top, 'root')
  outside = join(top, 'outside')
  const renderer = join(top, 'renderer')
  for (const folder of [root, outside, join(renderer, 'assets')]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(outside, 'secret.txt'), 'secret')
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Window</title>')
  writeFileSync(join(renderer, 'assets', 'index-1a2b.js'), 'export {}')
  symlinkSync(join(outside, 'secret.txt'), join(renderer, 'assets', 'link.txt'))
  engine = createEngine({ userFolder: join(top, 'user'), roots: [root, join(top, 'user')] })
  server = await startServer({ engine, rendererFolder: renderer, port: 0 })
  onTestFinished(async () => {
    await server.close()
    await engine.close()
  })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A request as it is typed here: Node's `fetch` would tidy up the path and refuse foreign Host headers. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path, headers, method }
    const outgoing = httpRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const linkPath = (parameters?: Record<string, string>) => {
  const { pathname, search } = new URL(server.link(parameters))
  return pathname + search
}

/** The Cookie header of somebody who opened the link. */
async function signIn(): Promise<string> {
  const answer = await get(linkPath())
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

const origin = () => `http://127.0.0.1:${server.port}`

/** Resolves to the open socket, or to the status that refused it. */
function openSocket(headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
    onTestFinished(() => socket.terminate())
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
}

async function signedInSocket(): Promise<WebSocket> {
  const socket = await openSocket({ cookie: await signIn(), origin: origin() })
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  return socket
}

async function engineClient(): Promise<EngineClient> {
  const socket = await signedInSocket()
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
}

function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
}

/** The engine is unharmed if a new window can still use it. */
async function expectUnharmed(): Promise<void> {
  const client = await engineClient()
  await expect(client.files.roots()).resolves.toHaveLength(2)
}

describe('the door', () => {
  it('takes a token once, for a cookie that scripts and other sites cannot use, and keeps the rest of the link', async () => {
    const path = linkPath({ workspace: '/data/a & b' })
    const first = await get(path)
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']?.[0]).toMatch(/^slicewright-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(first.body).toContain('content="0;url=/?workspace=%2Fdata%2Fa+%26+b"')
    expect(first.body).not.toContain('token')
    const again = await get(path)
    expect([again.status, again.body.split(':')[0]]).toEqual([401, 'TOKEN_WRONG'])
  })

  it('lets a window that has its cookie go back to its link', async () => {
    const path = linkPath()
    const cookie = (await get(path)).headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect((await get(path, { cookie })).status).toBe(200)
  })

  it.each([
    ['no token', {}, '/', 401, 'TOKEN_REQUIRED'],
    ['no token, for a file', {}, '/assets/index-1a2b.js', 401, 'TOKEN_REQUIRED'],
    ['no token, for voxels', {}, '/bulk/1', 401, 'TOKEN_REQUIRED'],
    ['a wrong token', {}, '/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 401, 'TOKEN_WRONG'],
    ['an empty token', {}, '/?token=', 401, 'TOKEN_WRONG'],
    ['a made-up cookie', { cookie: 'slicewright-1=abc' }, '/', 401, 'TOKEN_REQUIRED'],
  ] as const)('refuses %s', async (_, headers, path, status, code) => {
    const answer = await get(path, headers)
    expect([answer.status, answer.body.split(':')[0]]).toEqual([status, code])
    await expectUnharmed()
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '192.168.1.7:4000', 'localhost@evil.example'])(
    'refuses the Host "%s", with the right cookie too',
    async (host) => {
      const answer = await get('/', { host, cookie: await signIn() })
      expect([answer.status, answer.body.split(':')[0]]).toEqual([403, 'HOST_REFUSED'])
    },
  )

  it.each(['localhost:8080', '127.0.0.1:9999', '[::1]:4000'])(
    'answers to %s, as at the end of a tunnel',
    async (host) => {
      expect((await get('/', { host, cookie: await signIn() })).status).toBe(200)
    },
  )

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['an opaque origin', { origin: 'null' }],
    [
      'a picture on another page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    [
      'a script on another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    ],
    [
      'a frame on another page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
  ])('refuses a page from elsewhere: %s', async (_, headers) => {
    const answer = await get('/', { ...headers, cookie: await signIn() })
    expect([answer.status, answer.body.split(':')[0]]).toEqual([403, 'ORIGIN_REFUSED'])
  })

  it('refuses everything but GET and HEAD', async () => {
    const cookie = await signIn()
    expect((await get('/', { cookie }, 'POST')).status).toBe(405)
    expect((await get('/', { cookie }, 'HEAD')).status).toBe(200)
  })
})

describe('files', () => {
  it('sends the page and its scripts with their types and the strict headers', async () => {
    const cookie = await signIn()
    const page = await get('/', { cookie })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    const script = await get('/assets/index-1a2b.js', { cookie })
    expect([script.headers['content-type'], script.body]).toEqual(['text/javascript; charset=utf-8', 'export {}'])
  })

  it.each([
    ['/../outside/secret.txt', 400, 'PATH_MALFORMED'],
    ['/assets/../../outside/secret.txt', 400, 'PATH_MALFORMED'],
    ['/%2e%2e/outside/secret.txt', 400, 'PATH_MALFORMED'],
    ['/..%2foutside%2fsecret.txt', 400, 'PATH_MALFORMED'],
    ['/assets/..%5c..%5coutside%5csecret.txt', 400, 'PATH_MALFORMED'],
    ['/%252e%252e/outside/secret.txt', 404, 'NOT_FOUND'],
    ['/assets/%00', 400, 'PATH_MALFORMED'],
    ['/%ff', 400, 'PATH_MALFORMED'],
    ['/assets/link.txt', 404, 'NOT_FOUND'],
    ['/assets', 404, 'NOT_FOUND'],
    ['//etc/passwd', 404, 'NOT_FOUND'],
    ['/nothing.js', 404, 'NOT_FOUND'],
  ])('refuses %s', async (path, status, code) => {
    const answer = await get(path, { cookie: await signIn() })
    expect([answer.status, answer.body.split(':')[0]]).toEqual([status, code])
    expect(answer.body).not.toBe('secret')
  })
})

describe('voxels', () => {
  const publish = () =>
    engine.context.bulk.publish({
      byteLength: 6,
      read: ({ offsetBytes, lengthBytes }) =>
        Promise.resolve(Uint8Array.from([65, 66, 67, 68, 69, 70]).subarray(offsetBytes, offsetBytes + lengthBytes)),
    })

  it.each([
    ['', 200, 'ABCDEF'],
    ['?offsetBytes=2&lengthBytes=3', 200, 'CDE'],
    ['?offsetBytes=4', 200, 'EF'],
    ['?offsetBytes=4&lengthBytes=3', 416, 'RANGE_OUTSIDE'],
    ['?offsetBytes=-1', 400, 'RANGE_MALFORMED'],
    ['?lengthBytes=1e9', 400, 'RANGE_MALFORMED'],
    ['?lengthBytes=99999999999999999999', 400, 'RANGE_MALFORMED'],
  ])('answers %s with %i %s', async (query, status, text) => {
    const answer = await get(publish() + query, { cookie: await signIn() })
    expect([answer.status, answer.body.split(':')[0]]).toEqual([status, text])
  })

  it('knows no others', async () => {
    const answer = await get('/bulk/..%2f..%2fetc%2fpasswd', { cookie: await signIn() })
    expect([answer.status, answer.body.split(':')[0]]).toEqual([404, 'NOT_FOUND'])
  })
})

describe('calls', () => {
  it('reach the engine, streams and typed errors included', async () => {
    const client = await engineClient()
    await expect(client.files.list({ path: root })).resolves.toMatchObject({ path: root, parent: null, entries: [] })
    await expect(client.workspaces.open({ path: join(root, 'none') })).rejects.toMatchObject({
      data: { code: 'WORKSPACE_NOT_FOUND' },
    })
  })

  it.each([
    ['no cookie', async () => Promise.resolve({ origin: origin() }), 401],
    ['no Origin', async () => ({ cookie: await signIn() }), 403],
    ['another page', async () => ({ cookie: await signIn(), origin: 'http://127.0.0.1:1' }), 403],
    [
      'another Host',
      async () => ({ cookie: await signIn(), origin: 'http://evil.example', host: 'evil.example' }),
      403,
    ],
  ] as const)('are refused with %s', async (_, headers, status) => {
    expect(await openSocket(await headers())).toBe(status)
    await expectUnharmed()
  })

  it('have one address', async () => {
    expect(await openSocket({ cookie: await signIn(), origin: origin() }, '/other')).toBe(404)
  })

  it.each(['/etc', '..', 'relative', '/root/../etc'])('with the path %s are refused', async (path) => {
    const client = await engineClient()
    for (const call of [
      () => client.files.list({ path }),
      () => client.files.makeFolder({ path }),
      () => client.studies.inspect({ path }),
      () => client.workspaces.open({ path, create: true }),
      () => client.selection.sparsify({ label: join(root, 'a.nii'), output: path, sliceIndices: [0] }),
    ])
      await expect(call()).rejects.toMatchObject({ data: { code: 'PATH_NOT_ALLOWED' } })
  })

  it('follow no link out of the roots, and folders do not list it', async () => {
    symlinkSync(outside, join(root, 'link'))
    symlinkSync(join(outside, 'new.json'), join(root, 'dangling'))
    mkdirSync(join(root, 'inside'))
    symlinkSync(join(root, 'inside'), join(root, 'inside-link'))
    const client = await engineClient()
    await expect(client.files.list({ path: join(root, 'link') })).rejects.toMatchObject({
      data: { code: 'PATH_NOT_ALLOWED' },
    })
    await expect(client.files.makeFolder({ path: join(root, 'link', 'new') })).rejects.toMatchObject({
      data: { code: 'PATH_NOT_ALLOWED' },
    })
    const { entries } = await client.files.list({ path: root })
    expect(entries.map(({ name }) => name)).toEqual(['inside', 'inside-link'])
  })

  it.each([
    ['no JSON', 'hello'],
    ['JSON of another kind', '[1, 2, 3]'],
    ['null', 'null'],
    ['a request without an address', '{"i":"1","p":{}}'],
    ['a request to another machine', '{"i":"1","p":{"u":"http://evil.example/"}}'],
    ['bytes', Buffer.from([0xff, 0x00, 0x01])],
    ['nesting ten thousand deep', `{"i":"1","p":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('that are %s close the socket with 1007', async (_, message) => {
    const socket = await signedInSocket()
    socket.send(message)
    expect(await closed(socket)).toEqual({ code: 1007, reason: 'MESSAGE_MALFORMED' })
    await expectUnharmed()
  })

  it('of five megabytes close the socket with 1009', async () => {
    const socket = await signedInSocket()
    socket.send(`{"i":"1","p":{"u":"/files/list","b":"${'x'.repeat(5 * 1024 * 1024)}"}}`)
    expect((await closed(socket)).code).toBe(1009)
    await expectUnharmed()
  })

  it('with unknown methods and wrong inputs are answered with an error, and the socket stays', async () => {
    const client = await engineClient()
    const wrong = client as unknown as { none: { such: () => Promise<unknown> } }
    await expect(wrong.none.such()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.files.list({ path: 5 as unknown as string })).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    })
    await expect(client.files.roots()).resolves.toHaveLength(2)
  })
})

it('survives what is no HTTP at all', async () => {
  const status = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('\x16\x03\x01 GARBAGE\r\n\r\n'))
    socket.on('data', (data) => resolve(data.toString().split('\r\n')[0] ?? ''))
  })
  expect(status).toBe('HTTP/1.1 400 Bad Request')
  await expectUnharmed()
})
