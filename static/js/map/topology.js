// Reads the outlines of the countries: TopoJSON in, GeoJSON features out.

/** Return the arcs in degrees; the file stores integer steps on a grid. */
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

/** Return one ring from its arcs; a negative number is a reversed arc. */
function joinArcs(numbers, arcs) {
  const points = [];
  numbers.forEach((number) => {
    const arc = number >= 0 ? arcs[number] : arcs[~number].slice().reverse();
    points.push(...(points.length ? arc.slice(1) : arc));
  });
  return points;
}

/** Return the countries as GeoJSON features, each with its code and names. */
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
