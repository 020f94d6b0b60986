import { cache, ImageVolume, utilities, type Types } from '@cornerstonejs/core'
import { voxelToWorldMm, type Geometry } from '../../src-main/domain/volume/geometry'
import { describeVolume, point3, releaseTexture, sharedEngine, sliceImageId } from './cornerstone'
import type { VoxelArray } from './viewerTypes'

/** Cornerstone refuses to draw volumes of different frames of reference together; ours always share a grid. */
const FRAME_OF_REFERENCE = 'slicewright-grid'

/** What Cornerstone's types leave out. */
type StreamingTexture = ImageVolume['vtkOpenGLTexture'] & { getHandle(): unknown; update3DFromRaw(): unknown }

let volumesMade = 0

/**
 * A voxel array as Cornerstone draws it, without a copy. The array may be filled later, and changed in place: only k-slices
 * that were named by `uploadSlices` are on the graphics card, and only those named again are sent again.
 */
export class GridVolume {
  readonly volume: ImageVolume
  readonly geometry: Geometry
  private readonly data: VoxelArray
  private readonly uploaded = new Set<number>()
  private readonly stopDescribing: () => void

  constructor(request: { geometry: Geometry; data: VoxelArray; modality: string | null }) {
    const { geometry, data, modality } = request
    this.geometry = geometry
    this.data = data
    sharedEngine()
    const volumeId = `grid-${volumesMade++}`
    const d = geometry.direction
    const [columns, rows, sliceCount] = geometry.size
    const iAxis = [d[0], d[3], d[6]]
    const jAxis = [d[1], d[4], d[7]]
    const kAxis = [d[2], d[5], d[8]]
    const bits = data.BYTES_PER_ELEMENT * 8
    this.stopDescribing = describeVolume(volumeId, (sliceIndex) => (type) => {
      switch (type) {
        case 'imagePlaneModule':
          return {
            frameOfReferenceUID: FRAME_OF_REFERENCE,
            rows,
            columns,
            imageOrientationPatient: [...iAxis, ...jAxis],
            rowCosines: iAxis,
            columnCosines: jAxis,
            imagePositionPatient: voxelToWorldMm(geometry, [0, 0, sliceIndex]),
            pixelSpacing: [geometry.spacingMm[1], geometry.spacingMm[0]],
            rowPixelSpacing: geometry.spacingMm[1],
            columnPixelSpacing: geometry.spacingMm[0],
            sliceThickness: geometry.spacingMm[2],
            usingDefaultValues: false,
          }
        case 'generalSeriesModule':
          return { modality: modality ?? 'OT' }
        // Values arrive rescaled.
        case 'modalityLutModule':
          return { rescaleSlope: 1, rescaleIntercept: 0 }
        case 'imagePixelModule':
          return {
            samplesPerPixel: 1,
            photometricInterpretation: 'MONOCHROME2',
            rows,
            columns,
            bitsAllocated: bits,
            bitsStored: bits,
          }
        default:
          return undefined
      }
    })
    this.volume = new ImageVolume({
      volumeId,
      dimensions: point3(geometry.size),
      spacing: point3(geometry.spacingMm),
      origin: point3(geometry.originMm),
      direction: [...iAxis, ...jAxis, ...kAxis] as Types.Mat3,
      imageIds: Array.from({ length: sliceCount }, (_, k) => sliceImageId(volumeId, k)),
      dataType: data.constructor.name as Types.PixelDataTypedArrayString,
      metadata: { FrameOfReferenceUID: FRAME_OF_REFERENCE } as Types.Metadata,
      referencedImageIds: [],
      referencedVolumeId: '',
    } as Types.ImageVolumeProps)
    cache.putVolumeSync(volumeId, this.volume)
  }

  get sliceCount(): number {
    return this.geometry.size[2]
  }

  get sliceByteLength(): number {
    return this.geometry.size[0] * this.geometry.size[1] * this.data.BYTES_PER_ELEMENT
  }

  /**
   * Sends a k-slice to the graphics card. A slice of zeros that never was there need not be sent: a texture begins as zeros.
   * @returns whether there was anything to send
   */
  uploadSlice(k: number): boolean {
    if (!this.uploaded.has(k)) {
      if (this.isEmpty(k)) return false
      this.uploaded.add(k)
      // Cornerstone uploads the slices it has an image of, and passes over the others.
      cache.putImageSync(sliceImageId(this.volume.volumeId, k), this.sliceImage(k))
    }
    this.volume.vtkOpenGLTexture.setUpdatedFrame(k)
    return true
  }

  /** Sends now what waits for the next picture, so that the picture is not late. Nothing is sent before the first one. */
  flush(): void {
    const texture = this.volume.vtkOpenGLTexture as StreamingTexture
    if (texture.getHandle() !== 0) texture.update3DFromRaw()
  }

  /** Frees everything but the voxels, which belong to the caller. Panes must have let go of it. */
  dispose(): void {
    this.stopDescribing()
    const { volumeId } = this.volume
    for (const k of this.uploaded) cache.removeImageLoadObject(sliceImageId(volumeId, k))
    this.uploaded.clear()
    cache.removeVolumeLoadObject(volumeId)
    releaseTexture(this.volume.vtkOpenGLTexture)
  }

  private isEmpty(k: number): boolean {
    const { buffer, byteOffset } = this.data
    const [from, to] = [byteOffset + k * this.sliceByteLength, byteOffset + (k + 1) * this.sliceByteLength]
    // Four bytes at a time: a label map is empty for the most part, and is looked through whole.
    const isAligned = from % 4 === 0 && to % 4 === 0
    const words = isAligned ? new Int32Array(buffer, from, (to - from) / 4) : new Uint8Array(buffer, from, to - from)
    for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false
    return true
  }

  private sliceImage(k: number): Types.IImage {
    const [width, height] = this.geometry.size
    const scalarData = this.data.subarray(k * width * height, (k + 1) * width * height)
    const imageId = sliceImageId(this.volume.volumeId, k)
    const voxelManager = utilities.VoxelManager.createImageVoxelManager({
      width,
      height,
      numberOfComponents: 1,
      scalarData,
      id: imageId,
    })
    // createLocalImage would look at every voxel for a minimum and maximum that nobody needs, and remember the id for ever.
    return {
      imageId,
      width,
      height,
      rows: height,
      columns: width,
      voxelManager,
      sizeInBytes: scalarData.byteLength,
    } as unknown as Types.IImage
  }
}
