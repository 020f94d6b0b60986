import { join } from 'node:path'
import type { Plan, PlanRequest } from '../../src-main/contract/plans'
import { IGNORE_LABEL } from '../../src-main/domain/labels/LabelMap'
import { IDENTITY_DIRECTION, type Geometry } from '../../src-main/domain/volume/geometry'
import { writeImage } from './exampleDataset'
import type { SliceAxis } from '../../src-main/domain/volume/slices'
import { writeVolume } from '../../src-main/io/formats/writeVolume'
import { mkdirSync } from 'node:fs'
import type { EngineSurroundings } from '../../src-main/engine/implementer'
import { engineSession, type EngineSession } from './engineSession'
import { temporaryFolder } from './temporaryFolder'

/** 4 × 4 voxels and 9 slices. */
const PLAN_GEOMETRY: Geometry = {
  size: [4, 4, 9],
  spacingMm: [1, 1, 3],
  originMm: [0, 0, 0],
  direction: IDENTITY_DIRECTION,
}

/** A square of 2 × 2 in slices 2 to 6 (0-based), nothing in the others. */
export function squareLabel(i: number, j: number, k: number): number {
  return k >= 2 && k <= 6 && i >= 1 && i <= 2 && j >= 1 && j <= 2 ? 1 : 0
}

/** Writes a label map on the plan's grid. */
export async function writePlanLabels(
  path: string,
  label: (i: number, j: number, k: number) => number,
  geometry: Partial<Geometry> = {},
): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true })
  const whole = { ...PLAN_GEOMETRY, ...geometry }
  const [ni, nj, nk] = whole.size
  const data = Uint8Array.from({ length: ni * nj * nk }, (_, at) =>
    label(at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))),
  )
  await writeVolume({ path, volume: { data, geometry: whole } })
}

/** Not annotated but for the slices named, which show the square. */
export function squareOn(sliceIndices: readonly number[]): (i: number, j: number, k: number) => number {
  return (i, j, k) => (sliceIndices.includes(k) ? squareLabel(i, j, k) : IGNORE_LABEL)
}

export interface PlanWorkspace extends EngineSession {
  readonly workspace: string
  readonly folder: string
  freeze(request?: Partial<PlanRequest>): Promise<Plan>
}

/** A workspace with imported cases, each with the dense square as its label map. */
export async function planWorkspace(
  caseIds: readonly string[] = ['a', 'b', 'c'],
  { sliceAxis = 'k', ...surroundings }: { sliceAxis?: SliceAxis } & Partial<EngineSurroundings> = {},
): Promise<PlanWorkspace> {
  const session = engineSession(surroundings)
  const folder = temporaryFolder()
  const workspace = join(folder, 'workspace')
  for (const [seed, caseId] of caseIds.entries()) {
    await writeImage(join(folder, 'squares', 'images', `${caseId}.nii.gz`), { seed, geometry: PLAN_GEOMETRY })
    await writePlanLabels(join(folder, 'squares', 'labels', `${caseId}.nii.gz`), squareLabel)
  }
  await session.finished(await session.client.studies.import({ folder: join(folder, 'squares'), workspace, sliceAxis }))
  return {
    ...session,
    workspace,
    folder,
    freeze: (request = {}) =>
      session.client.plans.freeze({
        workspace,
        name: 'first',
        dataset: 'squares',
        budget: { kind: 'slices', sliceTotal: 9, volumeCount: null },
        policy: 'fixed-interval',
        ...request,
      }),
  }
}
