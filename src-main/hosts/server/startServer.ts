import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { BULK_PREFIX } from '../../contract/bulk'
import type { Engine } from '../../engine/createEngine'
import { contentSecurityPolicy } from '../contentSecurityPolicy'
import { AccessControl } from './AccessControl'
import { Refusal } from './Refusal'
import { sendBulk } from './sendBulk'
import { makeRpcServer, MAX_MESSAGE_BYTES } from './serveRpc'
import { sendStaticFile } from './staticFiles'

/** Over an SSH tunnel nobody notices that the other side is gone unless somebody asks. */
const PING_INTERVAL_MS = 30_000

export interface RunningServer {
  readonly port: number
  /** A link that opens the window once. `parameters` reach the page as its query: `workspace`, `sample`. */
  link(parameters?: Readonly<Record<string, string>>): string
  close(): Promise<void>
}

/**
 * The engine and the built renderer on 127.0.0.1, for whoever has a link.
 * @param port 0 takes any free one
 * @param rendererFolder what `electron-vite build` made of src-renderer
 * @throws Error of Node: EADDRINUSE, EACCES
 */
export async function startServer({
  engine,
  rendererFolder,
  port,
}: {
  engine: Engine
  rendererFolder: string
  port: number
}): Promise<RunningServer> {
  const access = new AccessControl()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const serveRpc = makeRpcServer(engine)
  const server = createServer((request, response) => {
    answer({ request, response, access, engine, rendererFolder, cookieName: cookieName() }).catch((error: unknown) =>
      refuse(response, error),
    )
  })
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy())
    try {
      access.checkHost(request.headers)
      access.checkOrigin(request.headers, { isOriginRequired: true })
      access.checkSession(request.headers, cookieName())
      if (pathOf(request) !== '/rpc') throw notFound(pathOf(request))
    } catch (error) {
      const { status, code, message } = asRefusal(error)
      const text = `${code}: ${message}\n`
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, serveRpc)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const actualPort = (server.address() as AddressInfo).port
  // Cookies do not tell ports apart: two servers on one machine must not overwrite each other's.
  const cookieName = () => `slicewright-${actualPort}`
  const pings = setInterval(() => sockets.clients.forEach((socket) => socket.ping()), PING_INTERVAL_MS)
  return {
    port: actualPort,
    link: (parameters = {}) =>
      `http://127.0.0.1:${actualPort}/?${new URLSearchParams({ token: access.issueToken(), ...parameters })}`,
    close: async () => {
      clearInterval(pings)
      for (const socket of sockets.clients) socket.terminate()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function answer({
  request,
  response,
  access,
  engine,
  rendererFolder,
  cookieName,
}: {
  request: IncomingMessage
  response: ServerResponse
  access: AccessControl
  engine: Engine
  rendererFolder: string
  cookieName: string
}): Promise<void> {
  const host = access.checkHost(request.headers)
  setCommonHeaders(response, host)
  access.checkOrigin(request.headers, { isOriginRequired: false })
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Only GET is answered here; calls go over the WebSocket at /rpc.')
  const path = pathOf(request)
  const query = queryOf(request)
  const token = query.get('token')
  const hasBody = request.method === 'GET'
  if (path === '/' && token !== null && hasBody) {
    // The window's own link again, after going back for example: it has its cookie.
    if (!access.hasSession(request.headers, cookieName))
      response.setHeader('Set-Cookie', `${cookieName}=${access.redeem(token)}; Path=/; HttpOnly; SameSite=Strict`)
    sendDoorPage(response, query)
    return
  }
  access.checkSession(request.headers, cookieName)
  if (path === '/rpc') throw new Refusal(426, 'UPGRADE_REQUIRED', 'Calls go over a WebSocket.')
  if (path.startsWith(BULK_PREFIX)) await sendBulk({ engine, path, query, response, hasBody })
  else await sendStaticFile({ folder: rendererFolder, urlPath: path, response, hasBody })
}

/**
 * Leads to the window without the token in its address. A redirect would not do: after a click on a link elsewhere it would still count as
 * coming from there, and a strict cookie would stay behind.
 */
function sendDoorPage(response: ServerResponse, query: URLSearchParams): void {
  query.delete('token')
  const target = query.size === 0 ? '/' : `/?${query.toString()}`
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Slicewright</title><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0;url=${target.replaceAll('&', '&amp;')}"></html>\n`
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(page)
}

function setCommonHeaders(response: ServerResponse, host: string): void {
  response.setHeader('Content-Security-Policy', contentSecurityPolicy([`ws://${host}`]))
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('X-Frame-Options', 'DENY')
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), usb=(), serial=()')
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, code, message } = asRefusal(error)
  // A file that breaks off in the middle can only be broken off.
  if (response.headersSent) return void response.destroy()
  response.removeHeader('Content-Length')
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`${code}: ${message}\n`)
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  return new Refusal(500, 'INTERNAL', error instanceof Error ? error.message : String(error))
}

function notFound(path: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', `There is nothing at ${path}.`)
}

/** As it came: `new URL` would already have made something else of `..`. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/'
}

function queryOf({ url = '/' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1))
}
