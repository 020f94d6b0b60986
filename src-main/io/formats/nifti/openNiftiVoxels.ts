import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { throwIfCancelled } from '../../../domain/errors'
import { displayTypeOf, toDisplayArray } from '../../../domain/volume/displayType'
import { readError, truncatedError } from '../../files/fileErrors'
import type { FileStart } from '../../files/readFileStart'
import type { ReadRequest } from '../VolumeFormat'
import type { VoxelRange, VoxelStream } from '../VoxelStream'
import { decodeVoxels, scalingOf } from './decodeVoxels'
import { locateVoxels } from './locateVoxels'

const PIECE_BYTES = 1 << 20
const TOLERATED_EXCESS_BYTES = 1 << 20

type Part = VoxelRange & { signal?: AbortSignal | undefined }

/**
 * Voxels of a NIfTI file in parts: a plain file is read where the part lies, gzip is inflated from its beginning.
 * @throws SlicewrightError as the format's reader, for what the header tells
 */
export function openNiftiVoxels({ start, channel }: ReadRequest): VoxelStream {
  const { header, volumeHeader, dataOffset, totalBytes } = locateVoxels({ start, channel })
  const { dtype: storedType, isLittleEndian, bytesPerVoxel } = header
  const { scaling } = scalingOf(header)
  const dtype = displayTypeOf({ storedType, isScaled: scaling !== null })
  const isAsStored = dtype === storedType && isLittleEndian && scaling === null
  const display = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => {
    if (isAsStored) return bytes
    const values = decodeVoxels({ bytes, dtype: storedType, isLittleEndian, scaling, path: start.path })
    const shown = toDisplayArray(values, dtype)
    return new Uint8Array(shown.buffer, shown.byteOffset, shown.byteLength)
  }
  const place = { start, dataOffset, totalBytes, bytesPerVoxel }
  return {
    geometry: volumeHeader.geometry,
    dtype,
    access: start.isGzip ? 'ordered' : 'direct',
    async *read(part) {
      for await (const bytes of start.isGzip ? inflate(place, part) : readPlain(place, part)) yield display(bytes)
    },
  }
}

interface Place {
  readonly start: FileStart
  readonly dataOffset: number
  readonly totalBytes: number
  readonly bytesPerVoxel: number
}

async function* readPlain(place: Place, part: Part): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { start, dataOffset, totalBytes, bytesPerVoxel } = place
  const { path, fileBytes } = start
  try {
    const file = await open(path, 'r')
    try {
      const end = dataOffset + (part.firstVoxel + part.voxelCount) * bytesPerVoxel
      for (let at = dataOffset + part.firstVoxel * bytesPerVoxel; at < end;) {
        throwIfCancelled(part.signal, 'Reading')
        const bytes = new Uint8Array(Math.min(PIECE_BYTES, end - at))
        for (let done = 0; done < bytes.length;) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, at + done)
          if (bytesRead === 0)
            throw truncatedError({ path, expectedBytes: totalBytes, foundBytes: at + done, fileBytes })
          done += bytesRead
        }
        yield bytes
        at += bytes.length
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw readError(error, path)
  }
}

async function* inflate(place: Place, part: Part): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { start, dataOffset, totalBytes, bytesPerVoxel } = place
  const { path, fileBytes } = start
  const from = dataOffset + part.firstVoxel * bytesPerVoxel
  const to = from + part.voxelCount * bytesPerVoxel
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES })
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  // What goes wrong in either comes out of the loop below.
  pipeline(file, gunzip, () => undefined)
  try {
    let position = 0
    // Bytes of a voxel whose rest comes with the next piece.
    let kept = new Uint8Array(0)
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      throwIfCancelled(part.signal, 'Reading')
      const wanted = chunk.subarray(Math.max(0, from - position), Math.max(0, Math.min(chunk.length, to - position)))
      position += chunk.length
      if (wanted.length > 0) {
        const whole = kept.length + wanted.length - ((kept.length + wanted.length) % bytesPerVoxel)
        const bytes = new Uint8Array(whole)
        bytes.set(kept.subarray(0, whole))
        bytes.set(wanted.subarray(0, Math.max(0, whole - kept.length)), kept.length)
        kept = whole === 0 ? joined(kept, wanted) : wanted.slice(whole - kept.length)
        if (whole > 0) yield bytes
      }
      // To the end of the file only where the last voxel is wanted, so that its check sum counts; never much beyond what was announced.
      if (position >= to && (to < totalBytes || position > totalBytes + TOLERATED_EXCESS_BYTES)) return
    }
    if (position < to) throw truncatedError({ path, expectedBytes: totalBytes, foundBytes: position, fileBytes })
  } catch (error) {
    throw readError(error, path)
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
