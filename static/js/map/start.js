// @ts-check
// Starts a map of django-leaflet. The options of LEAFLET_CONFIG come as JSON, since the
// policy of the site refuses the inline script of the package.

const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const VIEW_OPTIONS = {
  zoomSnap: 0.5,
  zoomControl: false,
  maxBoundsViscosity: 0.8,
  zoomAnimation: !isStill,
  inertia: !isStill,
};

/**
 * @typedef {object} DjangoOptions what the tag leaflet_map gives, as far as it is read
 * @property {L.LatLngTuple} center
 * @property {number} zoom
 * @property {unknown[]} layers
 */

/**
 * @typedef {object} ControlWords
 * @property {string} attribution
 * @property {string} zoomIn
 * @property {string} zoomOut
 */

/**
 * Return the map made in an element.
 * @param {HTMLElement} element
 * @param {DjangoOptions} djoptions
 * @param {ControlWords} words
 */
export function startMap(element, djoptions, words) {
  const maps = /** @type {typeof L.Map & DjangoMaps} */ (L.Map);
  const map = maps.djangoMap(element, { ...VIEW_OPTIONS, djoptions });
  map.attributionControl.addAttribution(words.attribution);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  return map;
}
