// What our map scripts use beyond the published types of Leaflet and Supercluster.

declare const Supercluster: typeof supercluster;

// What django-leaflet adds to L.Map.
interface DjangoMaps {
  djangoMap(
    element: HTMLElement,
    options: L.MapOptions & { djoptions: object },
  ): L.Map;
}

// Where a point will be when the zoom under way has ended; Leaflet documents it not.
interface ZoomingMap {
  _latLngToNewLayerPoint(latlng: L.LatLng, zoom: number, center: L.LatLng): L.Point;
}
