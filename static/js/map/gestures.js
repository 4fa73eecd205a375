// @ts-check
// One finger and the wheel scroll the page; two fingers, or Ctrl (⌘) with the wheel,
// move the map, and a hint says so when one tries otherwise. A handler of Leaflet:
// disabled where nothing scrolls, as in full screen.

const HINT_MS = 1500;
// A finger that moves less taps.
const MOVED_PX = 12;

export class Gestures extends L.Handler {
  /**
   * @param {L.Map} map
   * @param {HTMLElement} hint its texts are data attributes
   */
  constructor(map, hint) {
    super(map);
    this.container = map.getContainer();
    this.map = map;
    this.hint = hint;
    this.timer = 0;
    /** @type {Touch | undefined} */
    this.first = undefined;
    this.listeners = {
      wheel: (/** @type {WheelEvent} */ event) => this.onWheel(event),
      pointerdown: (/** @type {PointerEvent} */ event) => this.onPointer(event),
      touchstart: (/** @type {TouchEvent} */ event) => this.onTouchStart(event),
      touchmove: (/** @type {TouchEvent} */ event) => this.onTouchMove(event),
    };
  }

  addHooks() {
    this.container.classList.add("map--in-page");
    for (const [name, listener] of Object.entries(this.listeners)) {
      const handle = /** @type {EventListener} */ (listener);
      this.container.addEventListener(name, handle, { capture: true, passive: true });
    }
  }

  removeHooks() {
    this.container.classList.remove("map--in-page");
    for (const [name, listener] of Object.entries(this.listeners)) {
      const handle = /** @type {EventListener} */ (listener);
      this.container.removeEventListener(name, handle, { capture: true });
    }
    this.map.dragging.enable();
  }

  /**
   * Keep the wheel alone from Leaflet, which would zoom.
   * @param {WheelEvent} event
   */
  onWheel(event) {
    if (event.ctrlKey || event.metaKey) {
      this.hint.hidden = true;
      return;
    }
    event.stopPropagation();
    const isMac = /Mac|iPad|iPhone/.test(navigator.userAgent);
    this.showHint(isMac ? this.hint.dataset.wheelMac : this.hint.dataset.wheel);
  }

  /**
   * Let a mouse drag the map, and no finger.
   * @param {PointerEvent} event
   */
  onPointer({ pointerType }) {
    this.map.dragging[pointerType === "mouse" ? "enable" : "disable"]();
  }

  /** @param {TouchEvent} event */
  onTouchStart({ touches }) {
    this.first = touches.length === 1 ? touches[0] : undefined;
  }

  /** @param {TouchEvent} event */
  onTouchMove({ touches: [touch, second] }) {
    if (second) this.hint.hidden = true;
    if (second || !this.first) return;
    const x = touch.clientX - this.first.clientX;
    const y = touch.clientY - this.first.clientY;
    if (Math.hypot(x, y) > MOVED_PX) this.showHint(this.hint.dataset.touch);
  }

  /** @param {string | undefined} text */
  showHint(text) {
    this.hint.textContent = text ?? "";
    this.hint.hidden = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.hint.hidden = true;
    }, HINT_MS);
  }
}
