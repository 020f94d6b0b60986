import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

/** The policy of the program's hosts: what breaks it fails the test. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
].join('; ')

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Serves the built harness, and voxels under `/bulk/<name>` as the program's hosts do. */
export async function serveHarness(folder: string): Promise<{
  origin: string
  /** Voxels to be had at the returned path. */
  put(name: string, bytes: Uint8Array): string
  /** Requests of a block but for the first few wait until the returned function is called. */
  hold(name: string, options: { after: number }): () => void
  close(): Promise<void>
}> {
  const blocks = new Map<string, Uint8Array>()
  const held = new Map<string, { after: number; gate: Promise<void> }>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const block = blocks.get(url.pathname)
    if (block !== undefined) {
      const offset = Number(url.searchParams.get('offsetBytes') ?? 0)
      const length = Number(url.searchParams.get('lengthBytes') ?? block.byteLength - offset)
      const answer = () => {
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length })
        response.end(block.subarray(offset, offset + length))
      }
      const hold = held.get(url.pathname)
      if (hold === undefined || hold.after-- > 0) answer()
      else void hold.gate.then(answer)
      return
    }
    const path = url.pathname === '/' ? '/index.html' : url.pathname
    readFile(join(folder, path)).then(
      (body) => {
        response.writeHead(200, {
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
          'content-security-policy': CONTENT_SECURITY_POLICY,
        })
        response.end(body)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    put(name, bytes) {
      const path = `/bulk/${name}`
      blocks.set(path, bytes)
      return path
    },
    hold(name, { after }) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      held.set(`/bulk/${name}`, { after, gate: promise.then(() => undefined) })
      return () => {
        held.delete(`/bulk/${name}`)
        resolve(undefined)
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
