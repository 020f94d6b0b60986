import { expect, it } from 'vitest'
import {
  closed,
  dilated,
  eroded,
  withoutHoles,
} from '../../../../../src-main/compute/propagators/reconstruction/binaryMorphology'
import { verifySlice } from '../../../../../src-main/compute/propagators/reconstruction/verifySlice'

/** A drawing: `.` is 0, digits are themselves. */
function grid(drawing: string): { data: Uint8Array; size: { width: number; height: number } } {
  const rows = drawing.trim().split(/\s+/)
  const data = Uint8Array.from(rows.join(''), (character) => (character === '.' ? 0 : Number(character)))
  return { data, size: { width: rows[0]!.length, height: rows.length } }
}

function drawn(data: Uint8Array, { width }: { width: number }): string {
  const rows = Array.from({ length: data.length / width }, (_, row) => [...data.slice(row * width, (row + 1) * width)])
  return rows.map((row) => row.map((value) => (value === 0 ? '.' : String(value))).join('')).join(' ')
}

const DOT = grid('..... ..... ..1.. ..... .....')

it('dilates by a cross a step, and erodes back', () => {
  expect(drawn(dilated(DOT.data, DOT.size, 1), DOT.size)).toBe('..... ..1.. .111. ..1.. .....')
  expect(drawn(eroded(dilated(DOT.data, DOT.size, 2), DOT.size, 2), DOT.size)).toBe('..... ..... ..1.. ..... .....')
})

it('closes narrow gaps and keeps what touches the border', () => {
  const { data, size } = grid('..... 11.11 11.11 11.11 .....')
  expect(drawn(closed(data, size, 1), size)).toBe('..... 11.11 11111 11.11 .....')
})

it('fills holes, not bays', () => {
  const { data, size } = grid('11111 1...1 1.1.. 1...1 11111')
  expect(drawn(withoutHoles(data, size), size)).toBe('11111 1...1 1.1.. 1...1 11111')
  const ring = grid('..... .111. .1.1. .111. .....')
  expect(drawn(withoutHoles(ring.data, ring.size), ring.size)).toBe('..... .111. .111. .111. .....')
})

/** Bright (200) where the drawing has a digit, dark (50) elsewhere. */
const brightWhere = (drawing: string) => Float32Array.from(grid(drawing).data, (value) => (value === 0 ? 50 : 200))

const PREVIOUS = `
.........
..11.....
..11.....
..11.....
.........`

it('drops what is as dark as the surroundings were, and fills the hole that stays bright around', () => {
  const { data: previous, size } = grid(PREVIOUS)
  const candidate = grid(`
.........
..1111...
..1111...
..1111...
.........`)
  // The structure goes on one column further only; the last column of the candidate is dark.
  const grey = brightWhere(`
.........
..111....
..111....
..111....
.........`)
  const verified = verifySlice({
    candidate: candidate.data,
    previous,
    grey,
    previousGrey: brightWhere(PREVIOUS),
    size,
    classCount: 2,
  })
  expect(drawn(verified, size)).toBe('......... ..111.... ..111.... ..111.... .........')
  expect(drawn(candidate.data, size)).toContain('..1111...')
})

it('leaves a class alone that the previous slice did not show, and lets no class take pixels of another', () => {
  const previous = grid(PREVIOUS)
  const candidate = grid(`
.........
..11..22.
..12..22.
..11.....
.........`)
  const verified = verifySlice({
    candidate: candidate.data,
    previous: previous.data,
    grey: brightWhere(PREVIOUS),
    previousGrey: brightWhere(PREVIOUS),
    size: previous.size,
    classCount: 3,
  })
  expect(drawn(verified, previous.size)).toBe(drawn(candidate.data, previous.size))
})

it('leaves a mask alone that fills the slice: there is no ring to compare with', () => {
  const { data, size } = grid('111 111')
  const grey = Float32Array.of(0, 9, 0, 9, 0, 9)
  const verified = verifySlice({ candidate: data, previous: data, grey, previousGrey: grey, size, classCount: 2 })
  expect(drawn(verified, size)).toBe('111 111')
})
