import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepWindowPlace, placeWindow, readWindowPlace } from '../../../../src-main/hosts/electron/windowPlace'
import { temporaryFolder } from '../../../support/temporaryFolder'

const laptop = { x: 0, y: 25, width: 1920, height: 1055 }
const secondScreen = { x: 1920, y: 0, width: 2560, height: 1440 }
const there = (x: number, y: number) => ({ bounds: { x, y, width: 1000, height: 700 }, isMaximized: false })
const middle = { x: 240, y: 103, width: 1440, height: 900 }

describe('placeWindow', () => {
  it.each([
    ['where it was', there(100, 100), [laptop]],
    ['on the second screen', there(2500, 50), [laptop, secondScreen]],
    ['hanging over the edge by most of it', there(1790, 100), [laptop]],
  ])('%s', (_, saved, workAreas) => {
    expect(placeWindow(saved, workAreas)).toEqual(saved)
  })

  it.each([
    ['the second screen is gone', there(2500, 50)],
    ['its top edge is above the screen', there(100, -200)],
    ['too little of it can be taken hold of', there(1850, 100)],
    ['its top edge is below the screen', there(100, 1060)],
  ])('in the middle of the first screen if %s', (_, saved) => {
    expect(placeWindow(saved, [laptop])).toEqual({ bounds: middle, isMaximized: false })
  })

  it('in the middle the first time, no larger than the screen', () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 768 }]).bounds).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 768,
    })
  })

  it('maximised again although its screen is gone', () => {
    expect(placeWindow({ ...there(2500, 50), isMaximized: true }, [laptop]).isMaximized).toBe(true)
  })
})

describe('the place on disk', () => {
  it('is read as it was kept', async () => {
    const path = join(temporaryFolder(), 'window.json')
    await keepWindowPlace(path, there(10, 20))
    expect(readWindowPlace(path)).toEqual(there(10, 20))
  })

  it.each([
    'no json',
    '{}',
    'null',
    '{"bounds":{"x":1,"y":2,"width":"3","height":4},"isMaximized":false}',
    '{"bounds":{"x":1,"y":2,"width":10,"height":10},"isMaximized":false}',
  ])('is forgotten where it cannot be understood: %s', (text) => {
    const path = join(temporaryFolder(), 'window.json')
    writeFileSync(path, text)
    expect(readWindowPlace(path)).toBeNull()
  })
})
