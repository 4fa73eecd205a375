// @ts-check
// Reads the outlines of the countries: TopoJSON in, GeoJSON features out.

/** @typedef {[number, number][]} Line */

/**
 * @typedef {object} CountryNames
 * @property {string} [fr]
 * @property {string} [en]
 * @property {[number, number]} [at] where the name stands, as [longitude, latitude]
 */

/** @typedef {GeoJSON.Feature<GeoJSON.MultiPolygon, CountryNames>} Country */

/**
 * @typedef {object} Topology the file of the outlines, as far as it is read
 * @property {Line[]} arcs steps from point to point on a grid
 * @property {{ scale: [number, number], translate: [number, number] }} transform
 * @property {{ countries: { geometries: Shape[] } }} objects
 */

/**
 * @typedef {{ id: string, properties?: CountryNames } & (
 *   { type: "Polygon", arcs: number[][] } | { type: "MultiPolygon", arcs: number[][][] }
 *   | { type: null, arcs?: undefined }
 * )} Shape
 */

/**
 * Return the arcs in degrees; the file stores integer steps on a grid.
 * @param {Topology} topology
 * @returns {Line[]}
 */
function decodeArcs({ arcs, transform }) {
  const [stepX, stepY] = transform.scale;
  const [west, south] = transform.translate;
  return arcs.map((steps) => {
    let x = 0;
    let y = 0;
    return steps.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * stepX + west, y * stepY + south];
    });
  });
}

/**
 * Return one ring from its arcs; a negative number is a reversed arc.
 * @param {number[]} numbers
 * @param {Line[]} arcs
 */
function joinArcs(numbers, arcs) {
  /** @type {Line} */
  const points = [];
  numbers.forEach((number) => {
    const arc = number >= 0 ? arcs[number] : arcs[~number].slice().reverse();
    points.push(...(points.length ? arc.slice(1) : arc));
  });
  return points;
}

/**
 * Return the countries as GeoJSON features, each with its code and names.
 * @param {Topology} topology
 * @returns {Country[]}
 */
export function decodeCountries(topology) {
  const arcs = decodeArcs(topology);
  return topology.objects.countries.geometries.map((shape) => {
    const polygons = shape.type === "Polygon" ? [shape.arcs] : shape.arcs || [];
    const coordinates = polygons.map((rings) =>
      rings.map((one) => joinArcs(one, arcs)),
    );
    return {
      type: "Feature",
      id: shape.id,
      properties: shape.properties || {},
      geometry: { type: "MultiPolygon", coordinates },
    };
  });
}
