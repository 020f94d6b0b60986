import { describe, expect, it } from 'vitest'
import { labelColour } from '../../../src-renderer/viewer/labelPalette'
import { labelSurface } from '../../../src-renderer/viewer/labelSurface'
import { compareLabelsInPlace } from '../../../src-renderer/viewer/layerComparison'

describe('labelColour', () => {
  it('gives all 254 classes a colour of their own that is neither black nor grey', () => {
    const colours = Array.from({ length: 254 }, (_, at) => labelColour(at + 1))
    expect(new Set(colours.map(String)).size).toBe(254)
    for (const colour of colours) expect(Math.max(...colour) - Math.min(...colour)).toBeGreaterThan(25)
  })

  it('begins with orange and sky blue, which every reader can tell apart', () => {
    expect([labelColour(1), labelColour(2)]).toEqual([
      [230, 159, 0],
      [86, 180, 233],
    ])
  })
})

it('two label maps: neither, both, only A, only B, different', () => {
  const result = new Uint8Array(6)
  compareLabelsInPlace({
    a: Uint8Array.of(0, 2, 1, 0, 1, 9),
    b: Uint8Array.of(0, 2, 0, 3, 2, 9),
    result,
    from: 0,
    to: 5,
  })
  expect([...result]).toEqual([0, 1, 2, 3, 4, 0])
})

describe('labelSurface', () => {
  const geometry = {
    size: [12, 12, 12],
    spacingMm: [1, 1, 2],
    originMm: [100, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const
  const cube = new Uint8Array(12 ** 3)
  for (let k = 3; k < 9; k++) for (let j = 3; j < 9; j++) cube.fill(5, 3 + 12 * (j + 12 * k), 9 + 12 * (j + 12 * k))

  it('is null where the label does not occur', () => {
    expect(labelSurface({ labels: cube, geometry, label: 1 })).toBeNull()
  })

  it('encloses a cube of 6 × 6 × 6 voxels, closed, with outward normals, in millimetres', () => {
    const surface = labelSurface({ labels: cube, geometry, label: 5 })!
    const { positionsMm, triangles, normals } = surface
    const volumeOf = () => {
      let volume = 0
      const point = (at: number) => [
        positionsMm[3 * at] - 105.5,
        positionsMm[3 * at + 1] - 5.5,
        positionsMm[3 * at + 2] - 11,
      ]
      for (let at = 0; at < triangles.length; at += 3) {
        const [a, b, c] = [point(triangles[at]), point(triangles[at + 1]), point(triangles[at + 2])]
        volume +=
          (a[0] * (b[1] * c[2] - b[2] * c[1]) -
            a[1] * (b[0] * c[2] - b[2] * c[0]) +
            a[2] * (b[0] * c[1] - b[1] * c[0])) /
          6
      }
      return volume
    }
    // 216 voxels of 2 mm³ are 432 mm³; smoothing takes the corners. A positive volume means corners run counter-clockwise.
    expect(volumeOf()).toBeGreaterThan(330)
    expect(volumeOf()).toBeLessThan(450)
    const edges = new Map<string, number>()
    for (let at = 0; at < triangles.length; at += 3)
      for (const [from, to] of [
        [0, 1],
        [1, 2],
        [2, 0],
      ]) {
        const key = [triangles[at + from], triangles[at + to]].sort((x, y) => x - y).join()
        edges.set(key, (edges.get(key) ?? 0) + 1)
      }
    expect([...new Set(edges.values())]).toEqual([2])
    const outward = Array.from({ length: normals.length / 3 }, (_, at) =>
      [105.5, 5.5, 11].reduce(
        (sum, centre, axis) => sum + (positionsMm[3 * at + axis] - centre) * normals[3 * at + axis],
        0,
      ),
    )
    expect(Math.min(...outward)).toBeGreaterThan(0)
  })

  it('turns outward on left-handed grids too', () => {
    const mirrored = { ...geometry, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] as const }
    const { positionsMm, normals } = labelSurface({ labels: cube, geometry: mirrored, label: 5 })!
    const rightmost = positionsMm
      .filter((_, at) => at % 3 === 0)
      .indexOf(Math.max(...positionsMm.filter((_, at) => at % 3 === 0)))
    expect(normals[3 * rightmost]).toBeGreaterThan(0.5)
  })
})
