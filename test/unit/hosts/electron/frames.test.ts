import { describe, expect, it } from 'vitest'
import { encodeFrame, frameDecoder } from '../../../../src-main/hosts/electron/frames'

function decoded(chunks: readonly Uint8Array[]): unknown[] {
  const messages: unknown[] = []
  const decode = frameDecoder((message) => messages.push(message))
  for (const chunk of chunks) decode(chunk)
  return messages
}

describe('frames', () => {
  const messages = [
    { type: 'port', connection: 1, data: 'häm' },
    { type: 'bulkPiece', bytes: new Uint8Array([1, 2, 255]), rest: [new Uint8Array(0), new Uint8Array([7])] },
    { type: 'stop' },
  ]
  const bytes = Buffer.concat(messages.flatMap((message) => encodeFrame(message)))

  it('arrive as they were sent, however the pipe cuts them', () => {
    expect(decoded([bytes])).toEqual(messages)
    expect(decoded(Array.from(bytes, (byte) => new Uint8Array([byte])))).toEqual(messages)
    expect(decoded([bytes.subarray(0, 30), bytes.subarray(30)])).toEqual(messages)
  })

  it('carry a view of a buffer without the rest of it, and a Node Buffer as bytes', () => {
    const view = new Uint8Array(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2)
    const sent = Buffer.concat(encodeFrame({ view, buffer: Buffer.from('ab') }))
    expect(decoded([sent])).toEqual([{ view: new Uint8Array([1, 2]), buffer: new Uint8Array([97, 98]) }])
  })

  it('refuse lengths that cannot be true', () => {
    expect(() => decoded([Buffer.from('this is no frame')])).toThrow(/none is that long/)
  })
})
