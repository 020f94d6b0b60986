import type { VolumeSource } from '../viewer/viewerTypes'

/**
 * Part of a block of voxels, from the host that the window came from.
 * @throws Error saying what the host answered; an AbortError once `signal` aborts
 */
export async function fetchBulk(request: {
  url: string
  offsetBytes: number
  lengthBytes: number
  signal: AbortSignal
}): Promise<ArrayBuffer> {
  const { url, offsetBytes, lengthBytes, signal } = request
  const response = await fetch(`${url}?offsetBytes=${offsetBytes}&lengthBytes=${lengthBytes}`, { signal })
  if (!response.ok)
    throw new Error(`The voxels could not be fetched (the engine answered ${response.status}). Open the case again.`)
  return response.arrayBuffer()
}

/** `VolumeSource.read` for a block that the contract handed out. */
export function bulkSource(url: string): VolumeSource['read'] {
  return (part) => fetchBulk({ url, ...part })
}
