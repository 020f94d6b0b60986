import { describe, expect, it } from 'vitest'
import { foldCurves, type Curve } from '../../../src-main/contract/experiments'

const loss = (...steps: number[]) => steps.map((step) => ({ series: 'loss', step, value: step / 10 }))
const iou = (step: number, value = 0.5) => ({ series: 'iou', step, value })
const stepsOf = (curves: readonly Curve[]) =>
  Object.fromEntries(curves.map(({ name, points }) => [name, points.map(({ step }) => step)]))

describe('foldCurves', () => {
  it('grows every series by itself', () => {
    const before = foldCurves([], [...loss(1, 2), iou(2)])
    const after = foldCurves(before, [...loss(3, 4), iou(4)])
    expect(stepsOf(after)).toEqual({ loss: [1, 2, 3, 4], iou: [2, 4] })
    expect(stepsOf(before)).toEqual({ loss: [1, 2], iou: [2] })
  })

  it('drops what a run measured beyond the checkpoint that it goes on from', () => {
    // Stopped after step 7, gone on from the checkpoint of step 4, where the validation had been looked at.
    const curves = foldCurves([], [...loss(1, 2, 3, 4), iou(4), ...loss(5, 6), iou(6), ...loss(7), ...loss(5)])
    expect(stepsOf(curves)).toEqual({ loss: [1, 2, 3, 4, 5], iou: [4] })
  })

  it('takes a value measured twice at one step once, the later one', () => {
    const curves = foldCurves([], [...loss(1, 2), iou(2, 0.1), iou(2, 0.2)])
    expect(curves[1].points).toEqual([{ step: 2, value: 0.2 }])
    expect(stepsOf(curves)).toEqual({ loss: [1, 2], iou: [2] })
  })

  it('joins what a file and late events tell twice', () => {
    const fromFile = foldCurves([], [...loss(1, 2, 3), iou(3)])
    expect(stepsOf(foldCurves(fromFile, [...loss(2, 3), iou(3), ...loss(4)]))).toEqual({ loss: [1, 2, 3, 4], iou: [3] })
  })
})
