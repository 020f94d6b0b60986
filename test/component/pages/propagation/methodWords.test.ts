import { expect, it } from 'vitest'
import { methodItems, methodSentence, type MethodInfo } from '../../../../src-renderer/pages/propagation/methodWords'
import { trainsOnSentence } from '../../../../src-renderer/pages/propagation/trainingWords'

const nearest: MethodInfo = {
  id: 'nearest',
  label: 'Nearest slice',
  params: {},
  kind: 'step',
  source: 'none',
  needsImage: false,
  defaultOutside: 'repeat',
  learnsFrom: 'nothing',
}
const sli2vol: MethodInfo = {
  ...nearest,
  id: 'sli2vol',
  label: 'Slice reconstruction',
  needsImage: true,
  learnsFrom: 'images',
}
const cohort: MethodInfo = {
  ...nearest,
  id: 'cohort',
  label: 'Cohort',
  kind: 'fill',
  needsImage: true,
  learnsFrom: 'annotated-slices',
}
const auto: MethodInfo = { ...nearest, id: 'auto', label: 'Best by estimate' }

it('groups methods by what they need first', () => {
  expect(methodItems([nearest, sli2vol, cohort, auto]).map(({ title }) => title)).toEqual([
    'Finds out by itself',
    'Best by estimate',
    'Ready at once',
    'Nearest slice',
    'Learns from your images, drawn on or not',
    'Slice reconstruction',
    'Learns from your annotated slices',
    'Cohort',
  ])
  // No heading over nothing.
  expect(methodItems([nearest]).map(({ title }) => title)).toEqual(['Ready at once', 'Nearest slice'])
})

it('says what each needs', () => {
  expect(methodSentence(nearest)).toBe('Carries masks from slice to slice, from the shapes alone. Needs no training.')
  expect(methodSentence(sli2vol)).toContain('nothing has to be drawn')
  expect(methodSentence(cohort)).toContain('on what is drawn in this plan')
  expect(methodSentence(auto)).toContain('leaves out')
})

it('says what a method would learn from, and when that is little', () => {
  const drawn = (count: number) => ({
    annotatedSliceIndices: Array.from({ length: count }, (_, at) => at),
    emptySliceIndices: [],
  })
  expect(trainsOnSentence({ method: cohort, cases: [drawn(30), drawn(30), drawn(0)] })).toBe(
    '60 annotated slices in 2 volumes.',
  )
  expect(trainsOnSentence({ method: cohort, cases: [drawn(1)] })).toMatch(
    /^1 annotated slice in 1 volume\. That is little/,
  )
  expect(trainsOnSentence({ method: sli2vol, cases: [drawn(0)] })).toContain('images alone')
})
