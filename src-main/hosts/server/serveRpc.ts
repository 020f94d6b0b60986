import { RPCHandler } from '@orpc/server/ws'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { Engine } from '../../engine/createEngine'

/** Requests are small; voxels go another way, and only outwards. A larger message closes the socket with 1009. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/** Closing codes of RFC 6455. */
const INVALID_MESSAGE = 1007

/** What oRPC's client sends: a request, an event of a stream, or the word that nobody waits any more. */
const id = z.union([z.string(), z.number()])
const messageSchema = z.union([
  z.object({
    i: id,
    t: z.literal(1).optional(),
    p: z.object({
      u: z.string().startsWith('/'),
      m: z.string().optional(),
      h: z.record(z.string(), z.any()).optional(),
    }),
  }),
  z.object({ i: id, t: z.literal(3), p: z.object({ e: z.string() }) }),
  z.object({ i: id, t: z.literal(4) }),
])

/** Answers calls to the engine on a socket. A message that is none closes the socket with 1007; the engine hears nothing of it. */
export function makeRpcServer(engine: Engine): (socket: WebSocket) => void {
  const handler = new RPCHandler(engine.router)
  return (socket) => {
    const checked = {
      send: socket.send.bind(socket),
      addEventListener: (type: string, listener: (event: { data: string }) => void) => {
        if (type === 'close') socket.on('close', () => listener({ data: '' }))
        if (type === 'message')
          socket.on('message', (data: RawData, isBinary: boolean) => {
            const text = isBinary ? null : textOf(data)
            if (text !== null && isMessage(text)) listener({ data: text })
            else socket.close(INVALID_MESSAGE, 'MESSAGE_MALFORMED')
          })
      },
    }
    // Protocol errors, an oversized message among them, have closed the socket already.
    socket.on('error', () => undefined)
    void handler.upgrade(checked as unknown as Parameters<typeof handler.upgrade>[0], { context: engine.context })
  }
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8')
}

function isMessage(text: string): boolean {
  try {
    return messageSchema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
