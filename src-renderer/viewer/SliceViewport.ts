import { createVolumeMapper, Enums, type BaseVolumeViewport, type Types } from '@cornerstonejs/core'
import vtkPlane from '@kitware/vtk.js/Common/DataModel/Plane'
import vtkPiecewiseFunction from '@kitware/vtk.js/Common/DataModel/PiecewiseFunction'
import vtkColorTransferFunction from '@kitware/vtk.js/Rendering/Core/ColorTransferFunction'
import type { vtkVolumeProperty } from '@kitware/vtk.js/Rendering/Core/VolumeProperty'
import { BlendMode } from '@kitware/vtk.js/Rendering/Core/VolumeMapper/Constants'
import vtkVolume from '@kitware/vtk.js/Rendering/Core/Volume'
import { openViewport, point3, sharedEngine } from './cornerstone'
import type { GridVolume } from './GridVolume'
import type { Colour } from './labelPalette'
import type { PaneView } from './paneView'
import { add, scale } from './vectors'
import type { DisplayWindow, LayerStyle, SlicePaneName } from './viewerTypes'

/** How a label map is drawn. */
export interface LayerLook {
  readonly isVisible: boolean
  readonly style: LayerStyle
  readonly opacityFraction: number
  readonly colours: ReadonlyMap<number, Colour>
}

const OUTLINE_PIXELS = 2
/** Of a fill that only carries an outline: vtk draws no outline where there is nothing at all. */
const NO_FILL_OPACITY = 0.002
/** Far enough outside of any body. */
const CAMERA_DISTANCE_MM = 10_000

let viewportsMade = 0

/** One pane of Cornerstone: a slice through an image volume with label maps over it. Knows nothing of Vue. */
export class SliceViewport {
  readonly element: HTMLDivElement
  private readonly viewportId = `slice-${viewportsMade++}`
  private readonly viewport: BaseVolumeViewport
  private image: { actor: vtkVolume; colours: vtkColorTransferFunction } | null = null
  private readonly layers = new Map<string, { actor: vtkVolume; look: string }>()
  private view: PaneView | null = null
  /** After each picture. */
  onDrawn: (() => void) | null = null

  constructor(element: HTMLDivElement) {
    this.element = element
    element.addEventListener(Enums.Events.IMAGE_RENDERED, () => this.onDrawn?.())
    this.viewport = openViewport({
      viewportId: this.viewportId,
      element,
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { background: [0, 0, 0], suppressEvents: true, orientation: Enums.OrientationAxis.AXIAL },
    })
  }

  get canvas(): HTMLCanvasElement {
    return this.viewport.canvas
  }

  get paneName(): SlicePaneName | null {
    return this.view?.plane.pane ?? null
  }

  /** The pane lies in one k-slice; others cut through all of them. */
  get showsOneSliceOnK(): boolean {
    return this.view?.plane.voxelAxis === 2
  }

  /** Replaces what is shown; label maps go with it. */
  setVolume(image: GridVolume | null): void {
    this.viewport.removeAllActors()
    this.layers.clear()
    this.image = null
    if (image === null) return
    const actor = this.makeActor(image)
    const colours = vtkColorTransferFunction.newInstance()
    colours.addRGBPoint(0, 0, 0, 0)
    colours.addRGBPoint(1, 1, 1, 1)
    actor.getProperty().setRGBTransferFunction(0, colours)
    actor.getProperty().setInterpolationTypeToLinear()
    this.image = { actor, colours }
    this.viewport.addActor({ uid: 'image', actor, referencedId: image.volume.volumeId })
  }

  setWindow({ lowerValue, upperValue }: DisplayWindow): void {
    // A window of no width is legal in DICOM and divides by zero in a shader.
    this.image?.colours.setMappingRange(lowerValue, Math.max(upperValue, lowerValue + 1e-6))
  }

  setLayer(layerId: string, labels: GridVolume, look: LayerLook): void {
    let layer = this.layers.get(layerId)
    if (layer === undefined) {
      layer = { actor: this.makeActor(labels, BlendMode.MAXIMUM_INTENSITY_BLEND), look: '' }
      layer.actor.getProperty().setInterpolationTypeToNearest()
      this.layers.set(layerId, layer)
      applyLook(layer.actor, look)
      this.viewport.addActor({ uid: layerId, actor: layer.actor, referencedId: labels.volume.volumeId })
    }
    const signature = JSON.stringify({ ...look, colours: [...look.colours] })
    if (layer.look !== signature) applyLook(layer.actor, look)
    layer.look = signature
  }

  removeLayer(layerId: string): void {
    const layer = this.layers.get(layerId)
    if (layer === undefined) return
    this.viewport.removeActors([layerId])
    layer.actor.delete()
    this.layers.delete(layerId)
  }

  show(view: PaneView): void {
    this.view = view
    const { towardViewer, up } = view.plane
    // The engine's own `resize` gives up while a picture is due; the size is taken over with the next one either way.
    this.viewport.sWidth = Math.max(2, Math.round(view.widthPixels * window.devicePixelRatio))
    this.viewport.sHeight = Math.max(2, Math.round(view.heightPixels * window.devicePixelRatio))
    this.viewport.setCamera({
      focalPoint: point3(view.centreMm),
      position: point3(add(view.centreMm, scale(towardViewer, CAMERA_DISTANCE_MM))),
      viewPlaneNormal: point3(towardViewer),
      viewUp: point3(up),
      parallelScale: (view.heightPixels * view.mmPerPixel) / 2,
      parallelProjection: true,
    } as Types.ICamera)
    this.viewport.updateCameraClippingPlanesAndRange()
  }

  /** Draws with the next frame. */
  render(): void {
    if (this.image !== null && this.view !== null) this.viewport.render()
  }

  dispose(): void {
    this.setVolume(null)
    sharedEngine().disableElement(this.viewportId)
  }

  private makeActor(source: GridVolume, blendMode = BlendMode.COMPOSITE_BLEND): vtkVolume {
    const { imageData, vtkOpenGLTexture } = source.volume
    if (imageData === undefined) throw new Error('The volume has been disposed of.')
    const mapper = createVolumeMapper(imageData, vtkOpenGLTexture)
    mapper.setBlendMode(blendMode)
    // Two planes cut out the slice; Cornerstone moves them with the camera.
    mapper.addClippingPlane(vtkPlane.newInstance())
    mapper.addClippingPlane(vtkPlane.newInstance())
    const actor = vtkVolume.newInstance()
    actor.setMapper(mapper)
    return actor
  }
}

function applyLook(actor: vtkVolume, look: LayerLook): void {
  const colours = vtkColorTransferFunction.newInstance()
  const opacities = vtkPiecewiseFunction.newInstance()
  colours.addRGBPoint(0, 0, 0, 0)
  opacities.addPoint(0, 0)
  const fillOpacity = look.style === 'outline' ? NO_FILL_OPACITY : Math.max(look.opacityFraction, NO_FILL_OPACITY)
  const highest = Math.max(1, ...look.colours.keys())
  const outlinePixels = new Array<number>(highest).fill(0)
  for (let label = 1; label <= highest; label++) {
    const colour = look.colours.get(label)
    const [red, green, blue] = colour ?? [0, 0, 0]
    colours.addRGBPoint(label, red / 255, green / 255, blue / 255)
    opacities.addPoint(label, colour === undefined ? 0 : fillOpacity)
    if (look.style !== 'fill' && colour !== undefined) outlinePixels[label - 1] = OUTLINE_PIXELS
  }
  // vtk's types lack the opacity of outlines.
  const property: vtkVolumeProperty & { setLabelOutlineOpacity?(opacity: number): void } = actor.getProperty()
  property.setRGBTransferFunction(0, colours)
  property.setScalarOpacity(0, opacities)
  property.setUseLabelOutline(look.style !== 'fill')
  property.setLabelOutlineOpacity?.(1)
  property.setLabelOutlineThickness(outlinePixels)
  actor.setVisibility(look.isVisible)
  actor.modified()
}
