/**
 * One way to drive a page in either browser, with real input only: what is clicked and typed goes
 * through the browser's own input, so every event the page sees is trusted.
 *
 * Nothing here sleeps for a result; each call asks for a state again until it is there or its time is over.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ElementHandle, Frame, JSHandle, KeyInput, Page } from 'puppeteer-core'
import { findByRole, textOf } from './finder.ts'

/** What differs between the two browsers below the level of a page. */
export interface Engine {
  readonly name: 'chromium' | 'firefox'
  /** Starts a navigation and does not wait for it. */
  navigate(page: Page, url: string): Promise<void>
  /** The closed shadow roots at the top of a frame's document: our own hosts stand there. Those of a page itself nobody needs. */
  closedRoots(frame: Frame): Promise<ElementHandle<Element>[]>
  /** Puts text on the machine's (headless: the browser's own) clipboard. */
  setClipboard(text: string): Promise<void>
  /** Draws with one finger through points of the window, in CSS px; where the engine lets us, on glass that tells no force. */
  finger(page: Page, stroke: readonly (readonly [x: number, y: number])[]): Promise<void>
  /** Holds the key that, with a letter, copies and pastes; and names the editing command for it. */
  chord(page: Page, key: 'a' | 'c' | 'v' | 'x' | 'z'): Promise<void>
}

/** How a control is named: the whole accessible name, or a pattern for a part of it. */
export type Name = string | RegExp

export interface WaitOptions {
  /** Milliseconds; 25,000 unless told. */
  readonly timeout?: number
}

const DEFAULT_TIMEOUT = 25_000
/** Milliseconds between two questions: short at first, then longer, since asking is work for the browser too. */
const [SHORTEST, LONGEST] = [40, 200]

/** Asks until the answer is not null, undefined or false; says what it waited for when it never is. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  { timeout = DEFAULT_TIMEOUT }: WaitOptions = {},
): Promise<T> {
  const end = Date.now() + timeout
  let last: unknown
  for (let pause = SHORTEST; ; pause = Math.min(LONGEST, pause * 1.2)) {
    try {
      const answer = await within(ask(), Math.max(1_000, end - Date.now()))
      if (answer !== null && answer !== undefined && answer !== false) return answer
      last = undefined
    } catch (error) {
      // A page that is just being replaced answers with an error; the next question meets the new one.
      last = error
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeout} ms for ${what}${last instanceof Error ? ` (${last.message})` : ''}`)
    }
    await new Promise((wake) => setTimeout(wake, pause))
  }
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** A control, looked up anew by each act: it survives a page that draws itself again. */
export class Control {
  readonly #surface: Surface
  readonly #role: string
  readonly #name: Name | null
  readonly #nth: number

  constructor(surface: Surface, role: string, name: Name | null, nth = 0) {
    this.#surface = surface
    this.#role = role
    this.#name = name
    this.#nth = nth
  }

  toString(): string {
    return `${this.#role} ${this.#name === null ? '(any name)' : String(this.#name)}${this.#nth ? ` #${this.#nth}` : ''}`
  }

  /** The same control, but the nth of those found (from 0; -1 is the last). */
  nth(n: number): Control {
    return new Control(this.#surface, this.#role, this.#name, n)
  }

  /** The element, once it is there. */
  element(options?: WaitOptions): Promise<ElementHandle<Element>> {
    return until(String(this), () => this.#surface.lookUp(this.#role, this.#name, this.#nth), options)
  }

  /** Is it there now? */
  async here(): Promise<boolean> {
    return (await this.#surface.lookUp(this.#role, this.#name, this.#nth)) !== null
  }

  async gone(options?: WaitOptions): Promise<void> {
    await until(`${this} to go`, async () => !(await this.here()), options)
  }

  /** Clicks with the mouse, once the control is there and enabled. */
  async click(options?: WaitOptions): Promise<void> {
    for (let again = 0; ; again++) {
      const el = await this.enabled(options)
      try {
        await el.click()
        return
      } catch (error) {
        // The page drew itself anew between the look and the click: look again, as a person would.
        if (again >= 3 || !/detached|not clickable|no such node/i.test(String(error))) throw error
      }
    }
  }

  /** Waits until it is there and not disabled. */
  enabled(options?: WaitOptions): Promise<ElementHandle<Element>> {
    return until(
      `${this} to be enabled`,
      async () => {
        const el = await this.#surface.lookUp(this.#role, this.#name, this.#nth)
        if (!el) return null
        return (await el.evaluate(
          (e) => e.matches(':disabled') || e.getAttribute('aria-disabled') === 'true',
        ))
          ? null
          : el
      },
      options,
    )
  }

  async isDisabled(): Promise<boolean> {
    const el = await this.element()
    return el.evaluate((e) => e.matches(':disabled') || e.getAttribute('aria-disabled') === 'true')
  }

  /** Puts the focus there, by a click. */
  async focus(): Promise<void> {
    const el = await this.enabled()
    await el.click()
  }

  /** Clicks into the field and types key by key. */
  async type(text: string): Promise<void> {
    await this.focus()
    await this.#surface.page.keyboard.type(text)
  }

  /** Empties the field as a person would (select all, delete), then types. */
  async fill(text: string): Promise<void> {
    await this.focus()
    await this.#surface.engine.chord(this.#surface.page, 'a')
    await this.#surface.page.keyboard.press('Delete')
    await this.#surface.page.keyboard.type(text)
  }

  /** Pastes with the keyboard. */
  async paste(text: string): Promise<void> {
    await this.#surface.engine.setClipboard(text)
    await this.#surface.page.bringToFront()
    await this.focus()
    await this.#surface.engine.chord(this.#surface.page, 'v')
  }

  async press(key: KeyInput): Promise<void> {
    await this.focus()
    await this.#surface.page.keyboard.press(key)
  }

  /** Chooses in a list by value. */
  async select(value: string): Promise<void> {
    const el = await this.enabled()
    await el.select(value)
  }

  async value(): Promise<string> {
    const el = await this.element()
    return el.evaluate((e) => ('value' in e ? String(e.value) : (e.textContent ?? '')))
  }

  async checked(): Promise<boolean> {
    const el = await this.element()
    return el.evaluate((e) =>
      'checked' in e && e.checked !== undefined
        ? e.checked === true
        : e.getAttribute('aria-checked') === 'true',
    )
  }

  async attribute(name: string): Promise<string | null> {
    const el = await this.element()
    return el.evaluate((e, attribute) => e.getAttribute(attribute), name)
  }

  async text(): Promise<string> {
    const el = await this.element()
    return el.evaluate(textOf)
  }

  async box(): Promise<{ x: number; y: number; width: number; height: number }> {
    const el = await this.element()
    const box = await el.boundingBox()
    if (!box) throw new Error(`${this} has no box`)
    return box
  }

  /** Draws by finger through points given in CSS px from the control's corner, moved to whole px of the window. */
  async touch(strokes: readonly (readonly (readonly [number, number])[])[]): Promise<void> {
    const el = await this.element()
    await el.evaluate((e) => e.scrollIntoView({ block: 'center' }))
    const box = await this.box()
    const [left, top] = [Math.ceil(box.x), Math.ceil(box.y)]
    for (const stroke of strokes) {
      await this.#surface.engine.finger(
        this.#surface.page,
        stroke.map(([x, y]) => [left + x, top + y] as const),
      )
    }
  }

  /** Draws a line through points given in parts (0 to 1) of the control's box, by the mouse. */
  async draw(strokes: readonly (readonly (readonly [number, number])[])[], stepsEach = 6): Promise<void> {
    const el = await this.element()
    await el.evaluate((e) => e.scrollIntoView({ block: 'center' }))
    const { x, y, width, height } = await this.box()
    const { mouse } = this.#surface.page
    for (const [first, ...rest] of strokes) {
      if (!first) continue
      await mouse.move(x + first[0] * width, y + first[1] * height)
      await mouse.down()
      for (const point of rest) {
        await mouse.move(x + point[0] * width, y + point[1] * height, { steps: stepsEach })
      }
      await mouse.up()
    }
  }
}

/** Something with controls on it: a whole page, a frame, or what lies in closed shadow roots only. */
export class Surface {
  readonly engine: Engine
  readonly page: Page
  readonly frame: () => Frame
  readonly #scope: 'all' | 'closed'

  constructor(engine: Engine, page: Page, frame: () => Frame, scope: 'all' | 'closed') {
    this.engine = engine
    this.page = page
    this.frame = frame
    this.#scope = scope
  }

  /** The closed shadow roots of our own hosts. */
  closed(): Promise<JSHandle<Element>[]> {
    return this.engine.closedRoots(this.frame())
  }

  /** @internal The first one found, the document before the closed shadow roots in it. */
  async lookUp(role: string, name: Name | null, nth: number): Promise<ElementHandle<Element> | null> {
    const wanted =
      name === null
        ? null
        : typeof name === 'string'
          ? { text: name }
          : { pattern: name.source, flags: name.flags }
    if (this.#scope === 'all') {
      const hit = (await this.frame().evaluateHandle(findByRole, null, role, wanted, nth)).asElement()
      if (hit) return hit as ElementHandle<Element>
    }
    for (const root of await this.closed()) {
      const hit = (await root.evaluateHandle(findByRole, role, wanted, nth)).asElement()
      if (hit) return hit as ElementHandle<Element>
    }
    return null
  }

  /** A control by role and accessible name. The role `any` takes whatever bears the name. */
  get(role: string, name: Name | null = null): Control {
    return new Control(this, role, name)
  }
  button(name: Name): Control {
    return this.get('button', name)
  }
  link(name: Name): Control {
    return this.get('link', name)
  }
  field(name: Name): Control {
    return this.get('textbox', name)
  }
  checkbox(name: Name): Control {
    return this.get('checkbox', name)
  }
  radio(name: Name): Control {
    return this.get('radio', name)
  }

  /** The text that a person sees, closed shadow roots included. */
  async text(): Promise<string> {
    const parts = this.#scope === 'all' ? [await this.frame().evaluate(textOf, null)] : []
    for (const root of await this.closed()) parts.push(await root.evaluate(textOf))
    return parts.join('\n')
  }

  /** Waits until the text is seen, and gives the whole text. */
  async waitForText(wanted: string | RegExp, options?: WaitOptions): Promise<string> {
    let seen = ''
    try {
      return await until(
        `the text ${wanted}`,
        async () => {
          seen = await this.text()
          return (typeof wanted === 'string' ? seen.includes(wanted) : wanted.test(seen)) ? seen : null
        },
        options,
      )
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}; seen: ${seen.slice(0, 600)}`)
    }
  }

  async waitForNoText(unwanted: string | RegExp, options?: WaitOptions): Promise<void> {
    await until(
      `the text ${unwanted} to go`,
      async () => {
        const seen = await this.text()
        return typeof unwanted === 'string' ? !seen.includes(unwanted) : !unwanted.test(seen)
      },
      options,
    )
  }

  /** Runs a function in the page's own world. */
  evaluate<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.frame().evaluate(fn as (...args: unknown[]) => R, ...args) as Promise<Awaited<R>>
  }
}

/** A tab or window. */
export class DrivenPage extends Surface {
  /** Errors that the page threw and did not catch, and what it wrote to console.error. */
  readonly errors: string[] = []

  constructor(engine: Engine, page: Page) {
    super(engine, page, () => page.mainFrame(), 'all')
    page.on('pageerror', (error) => this.errors.push(String(error instanceof Error ? error.message : error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  /** What lies in closed shadow roots only: the clerk's panel, the sentinel's banner. */
  get panel(): Surface {
    return new Surface(this.engine, this.page, () => this.page.mainFrame(), 'closed')
  }

  /** A child frame by its address. */
  async frameAt(matches: (url: string) => boolean, options?: WaitOptions): Promise<Surface> {
    const frame = await until(
      'a frame',
      async () => this.page.frames().find((one) => one !== this.page.mainFrame() && matches(one.url())),
      options,
    )
    return new Surface(this.engine, this.page, () => frame, 'all')
  }

  /** The address as the page itself says (Firefox tells drivers nothing about extension pages). */
  url(): Promise<string> {
    return this.evaluate(() => location.href)
  }

  title(): Promise<string> {
    return this.evaluate(() => document.title)
  }

  /**
   * Goes to an address and waits until some document has loaded in its place: the one asked for, a
   * stopped page, or the browser's own error page. Look at `url()` to know which.
   */
  async goto(url: string, options?: WaitOptions): Promise<void> {
    await this.#mark()
    await this.engine.navigate(this.page, url)
    await this.#settled(`${new URL(url).origin} to load`, options)
  }

  async reload(options?: WaitOptions): Promise<void> {
    await this.#mark()
    await this.evaluate(() => void setTimeout(() => location.reload()))
    await this.#settled('the page to load again', options)
  }

  /** Waits for the document that replaces this one, after `act` has set it off. */
  async replacedBy(act: () => Promise<unknown>, options?: WaitOptions): Promise<void> {
    await this.#mark()
    await act()
    await this.#settled('another document', options)
  }

  async #mark(): Promise<void> {
    await this.evaluate(() => {
      ;(globalThis as { driverLeaves?: boolean }).driverLeaves = true
    }).catch(() => undefined)
  }

  async #settled(what: string, options?: WaitOptions): Promise<void> {
    await until(
      what,
      () =>
        this.evaluate(
          () =>
            (globalThis as { driverLeaves?: boolean }).driverLeaves !== true &&
            document.readyState === 'complete',
        ),
      { timeout: 30_000, ...options },
    )
  }

  async waitForUrl(
    matches: string | RegExp | ((url: string) => boolean),
    options?: WaitOptions,
  ): Promise<string> {
    let seen = ''
    return until(
      `the address ${matches}`,
      async () => {
        seen = await this.url()
        const hit =
          typeof matches === 'string'
            ? seen.includes(matches)
            : matches instanceof RegExp
              ? matches.test(seen)
              : matches(seen)
        return hit && (await this.evaluate(() => document.readyState === 'complete')) ? seen : null
      },
      options,
    ).catch((error) => {
      throw new Error(`${error.message}; the address is ${seen}`)
    })
  }

  /** Types key by key into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  async press(key: KeyInput): Promise<void> {
    await this.page.keyboard.press(key)
  }

  /** Presses a key with Control (Command on macOS). */
  async chord(key: 'a' | 'c' | 'v' | 'x' | 'z'): Promise<void> {
    await this.engine.chord(this.page, key)
  }

  /** Pastes into whatever has the focus. */
  async paste(text: string): Promise<void> {
    await this.engine.setClipboard(text)
    await this.page.bringToFront()
    await this.engine.chord(this.page, 'v')
  }

  async viewport(width: number, height: number): Promise<void> {
    await this.page.setViewport({ width, height })
  }

  /** A PNG of what is on the screen; `full` takes the whole page. */
  async screenshot(path: string, { full = false }: { full?: boolean } = {}): Promise<void> {
    mkdirSync(dirname(path), { recursive: true })
    await this.page.screenshot({ path: path as `${string}.png`, fullPage: full, captureBeyondViewport: full })
  }

  async bringToFront(): Promise<void> {
    await this.page.bringToFront()
  }

  async close(): Promise<void> {
    await this.page.close()
  }
}
