import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { encodeMask } from '../../../../../src-main/domain/labels/encodeMask'
import { decodeConfidence, encodeConfidence } from '../../../../../src-main/domain/labels/encodeConfidence'
import { migrate, MIGRATIONS, schemaVersion } from '../../../../../src-main/io/workspace/migrations'
import { SliceMasks } from '../../../../../src-main/io/workspace/plans/SliceMasks'
import { WorkspaceDatabase } from '../../../../../src-main/io/workspace/WorkspaceDatabase'
import { temporaryFolder } from '../../../../support/temporaryFolder'

const suggestion = {
  method: 'nearest',
  keySliceIndices: [1],
  hops: 1,
  disagreementFraction: null,
  iou: null,
  confidence: null,
}

/** A database of schema 3 with a plan of one case, and a suggested mask on its slice 2. */
function ofVersion3(path: string): WorkspaceDatabase {
  const database = new WorkspaceDatabase(new DatabaseSync(path), path)
  migrate(
    database,
    MIGRATIONS.filter(({ version }) => version <= 3),
  )
  database.execute(`
    PRAGMA foreign_keys = OFF;
    INSERT INTO plans VALUES ('p', 'first', 'now', '{}', '', '[]');
    INSERT INTO plan_cases VALUES ('p', 'a', 'k', 3, '[1]', NULL, '', 1);
    INSERT INTO slice_masks VALUES (1, 'p', 'a', 2, x'0004', 0,
      '{"method":"nearest","keySliceIndices":[1],"hops":1,"disagreementFraction":null,"iou":null}');
    INSERT INTO plan_slices VALUES ('p', 'a', 2, NULL, 1, NULL, NULL, 0, 1);
  `)
  return database
}

it('a workspace of schema 3 opens with what is in it; nothing is claimed of its masks', () => {
  const database = ofVersion3(join(temporaryFolder(), 'workspace.sqlite'))
  migrate(database)
  expect(schemaVersion(database)).toBe(5)
  const masks = new SliceMasks(database)
  expect(masks.factsOfCase('p', 'a').get(1)?.suggestion).toMatchObject({ method: 'nearest', hops: 1, confidence: null })
  expect([...masks.labels(1, 4)]).toEqual([0, 0, 0, 0])
  expect(masks.voxelConfidence(1, 4)).toBeNull()
  expect(masks.hasVoxelConfidence('p', 'a')).toBe(false)
  database.close()
})

it('keeps the confidence of voxels in 16 levels, and what is said of the whole mask later', () => {
  const database = ofVersion3(join(temporaryFolder(), 'workspace.sqlite'))
  migrate(database)
  const masks = new SliceMasks(database)
  const given = Uint8Array.from({ length: 64 * 64 }, (_, at) => (at < 2000 ? 255 : at % 256))
  const encoded = encodeMask(new Uint8Array(64 * 64))
  const maskId = masks.add({ planId: 'p', caseId: 'a', sliceIndex: 2, encoded, suggestion, voxelConfidence: given })
  database.execute(`UPDATE plan_slices SET suggested_mask_id = ${maskId}`)
  const kept = masks.voxelConfidence(maskId, given.length)!
  expect(Math.max(...kept.map((value, at) => Math.abs(value - given[at])))).toBeLessThanOrEqual(8)
  expect(new Set(kept).size).toBe(16)
  expect([kept[0], kept[1999]]).toEqual([255, 255])
  expect(masks.hasVoxelConfidence('p', 'a')).toBe(true)
  masks.rate(new Map([[maskId, 0.75]]))
  expect(masks.factsOfCase('p', 'a').get(maskId)?.suggestion).toEqual({ ...suggestion, confidence: 0.75 })
  database.close()
})

it('levels come back exactly', () => {
  const levels = Uint8Array.of(0, 17, 17, 170, 255)
  expect(decodeConfidence(encodeConfidence(levels), 5)).toEqual(levels)
})
