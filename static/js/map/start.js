// Starts a map of django-leaflet. The options of LEAFLET_CONFIG come as JSON, since the
// policy of the site refuses the inline script of the package.

const VIEW_OPTIONS = { zoomSnap: 0.5, zoomControl: false, maxBoundsViscosity: 0.8 };

/** Return the map made in an element; ``djoptions`` are those of the tag leaflet_map. */
export function startMap(element, djoptions, words) {
  const map = L.Map.djangoMap(element, { ...VIEW_OPTIONS, djoptions });
  map.attributionControl.addAttribution(words.attribution);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  return map;
}
