import { Enums, type BaseVolumeViewport, type Types } from '@cornerstonejs/core'
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray'
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData'
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor'
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper'
import type { Triple } from '../../src-main/domain/volume/geometry'
import { openViewport, point3, sharedEngine } from './cornerstone'
import type { Colour } from './labelPalette'
import type { LabelSurface } from './labelSurface'
import { add, scale } from './vectors'

/** From where surfaces are looked at; unit vectors in LPS. */
export interface SurfaceView {
  readonly centreMm: Triple
  readonly towardViewer: Triple
  readonly up: Triple
  readonly mmPerPixel: number
  readonly widthPixels: number
  readonly heightPixels: number
}

let viewportsMade = 0

/** The pane in which label surfaces are turned. */
export class SurfaceViewport {
  private readonly viewportId = `surfaces-${viewportsMade++}`
  private readonly viewport: BaseVolumeViewport
  private hasSurfaces = false

  constructor(element: HTMLDivElement) {
    this.viewport = openViewport({
      viewportId: this.viewportId,
      element,
      type: Enums.ViewportType.VOLUME_3D,
      defaultOptions: {
        background: [0.02, 0.025, 0.03],
        suppressEvents: true,
        orientation: Enums.OrientationAxis.CORONAL,
      },
    })
  }

  setSurfaces(
    surfaces: readonly { id: string; surface: LabelSurface; colour: Colour; opacityFraction: number }[],
  ): void {
    this.viewport.removeAllActors()
    for (const { id, surface, colour, opacityFraction } of surfaces) {
      const actor = vtkActor.newInstance()
      const mapper = vtkMapper.newInstance()
      mapper.setInputData(polyDataOf(surface))
      actor.setMapper(mapper)
      const property = actor.getProperty()
      property.setColor(colour[0] / 255, colour[1] / 255, colour[2] / 255)
      property.setOpacity(opacityFraction)
      property.setAmbient(0.25)
      property.setDiffuse(0.75)
      property.setSpecular(0.15)
      property.setSpecularPower(20)
      this.viewport.addActor({ uid: id, actor })
    }
    this.hasSurfaces = surfaces.length > 0
  }

  show(view: SurfaceView): void {
    this.viewport.sWidth = Math.max(2, Math.round(view.widthPixels * window.devicePixelRatio))
    this.viewport.sHeight = Math.max(2, Math.round(view.heightPixels * window.devicePixelRatio))
    const heightMm = view.heightPixels * view.mmPerPixel
    this.viewport.setCamera({
      focalPoint: point3(view.centreMm),
      position: point3(add(view.centreMm, scale(view.towardViewer, heightMm * 4))),
      viewPlaneNormal: point3(view.towardViewer),
      viewUp: point3(view.up),
      parallelScale: heightMm / 2,
      parallelProjection: true,
    } as Types.ICamera)
    if (this.hasSurfaces) this.viewport.updateCameraClippingPlanesAndRange()
    this.viewport.render()
  }

  dispose(): void {
    this.viewport.removeAllActors()
    sharedEngine().disableElement(this.viewportId)
  }
}

function polyDataOf({ positionsMm, normals, triangles }: LabelSurface): vtkPolyData {
  const polyData = vtkPolyData.newInstance()
  polyData.getPoints().setData(positionsMm, 3)
  // vtk wants the number of corners before each polygon.
  const cells = new Uint32Array((triangles.length / 3) * 4)
  for (let from = 0, to = 0; from < triangles.length; from += 3) {
    cells[to++] = 3
    cells[to++] = triangles[from]
    cells[to++] = triangles[from + 1]
    cells[to++] = triangles[from + 2]
  }
  polyData.getPolys().setData(cells)
  polyData
    .getPointData()
    .setNormals(vtkDataArray.newInstance({ name: 'Normals', numberOfComponents: 3, values: normals }))
  return polyData
}
