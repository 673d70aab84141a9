"""Distances on the globe."""

from __future__ import annotations

from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
_A_LITTLE_MORE = 1.0001  # against rounding: the box must hold the whole circle


def metres(lat1: float, lon1: float, lat2: float, lon2: float) -> int:
    """Great-circle distance between two points in degrees, in metres (haversine)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(half)))


def box(lat: float, lon: float, radius_m: float) -> tuple[float, float, tuple[tuple[float, float], ...]]:
    """The box of degrees around a circle: least and greatest latitude, and one or two spans of longitude.

    Two where it crosses the 180th meridian; the whole round where a pole lies within.
    """
    angle = radius_m * _A_LITTLE_MORE / EARTH_RADIUS_M
    south, north = lat - degrees(angle), lat + degrees(angle)
    if south <= -90 or north >= 90 or angle >= pi / 2:
        return max(south, -90.0), min(north, 90.0), ((-180.0, 180.0),)
    half = degrees(asin(min(1.0, sin(angle) / cos(radians(lat)))))
    west, east = lon - half, lon + half
    if west < -180:
        return south, north, ((west + 360, 180.0), (-180.0, east))
    if east > 180:
        return south, north, ((west, 180.0), (-180.0, east - 360))
    return south, north, ((west, east),)
