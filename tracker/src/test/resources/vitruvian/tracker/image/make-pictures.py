#!/usr/bin/env python3
"""Makes the pictures in this folder and pictures.txt: the SHA-256 of the R, G, B bytes that OpenCV decodes.

Needs Debian's python3-opencv, libjpeg-turbo-progs, webp and imagemagick. All content is synthetic. What OpenCV does
not answer the way we do (transparency, animation) is computed here instead.
"""
import hashlib
import os
import subprocess

import cv2
import numpy as np


def scene(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 127 + 100 * np.sin(x / 7.3) + 40 * np.cos(y / 5.1)
    green = 127 + 90 * np.cos((x + y) / 9.7)
    blue = 60 + 150 * ((x // 8 + y // 8) % 2)
    picture = np.clip(np.stack([blue, green, red], -1), 0, 255).astype(np.uint8)
    cv2.circle(picture, (width // 2, height // 2), min(width, height) // 4, (20, 200, 250), -1)
    return picture


def on_white(bgra):
    alpha = bgra[:, :, 3:].astype(int)
    total = bgra[:, :, :3].astype(int) * alpha + 255 * (255 - alpha)
    return ((2 * total + 255) // 510).astype(np.uint8)


def run(*command):
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


table = []


def add(name, expected=None):
    picture = cv2.imread(name, cv2.IMREAD_COLOR) if expected is None else expected
    digest = hashlib.sha256(np.ascontiguousarray(picture[:, :, ::-1]).tobytes()).hexdigest()
    table.append(f"{digest} {picture.shape[1]} {picture.shape[0]} {name}")


small = scene(45, 37)
cv2.imwrite("small.ppm", small)
cv2.imwrite("flat.ppm", scene(64, 48))
for name, options in {
    "444": ["-sample", "1x1"],
    "422": ["-sample", "2x1"],
    "420": ["-sample", "2x2"],
    "440": ["-sample", "1x2"],
    "411": ["-sample", "4x1"],
    "quality-5": ["-sample", "2x2", "-quality", "5", "-baseline"],
    "quality-100": ["-sample", "2x2", "-quality", "100"],
    "restarts": ["-sample", "2x2", "-restart", "2B"],
    "progressive": ["-sample", "2x2", "-progressive"],
    "progressive-444": ["-sample", "1x1", "-progressive", "-restart", "1"],
    "optimized": ["-sample", "2x1", "-optimize"],
    "gray": ["-grayscale"],
    "gray-progressive": ["-grayscale", "-progressive"],
    "rgb": ["-rgb"],
}.items():
    quality = [] if "-quality" in options else ["-quality", "85"]
    run("cjpeg", *quality, *options, "-outfile", name + ".jpg", "small.ppm")
    add(name + ".jpg")
run("cjpeg", "-quality", "85", "-sample", "2x2", "-outfile", "whole-blocks.jpg", "flat.ppm")
add("whole-blocks.jpg")
for width, height in (1, 1), (7, 5), (17, 1), (3, 40):
    cv2.imwrite("flat.ppm", scene(width, height))
    name = f"{width}x{height}.jpg"
    run("cjpeg", "-quality", "85", "-sample", "2x2", "-outfile", name, "flat.ppm")
    add(name)
# Equal within two levels only: OpenCV approximates a division by 255.
run("convert", "small.ppm", "-colorspace", "CMYK", "-quality", "90", "cmyk.jpg")
cv2.imwrite("cmyk.png", cv2.imread("cmyk.jpg", cv2.IMREAD_COLOR))
cv2.imwrite("lossy.webp", small, [cv2.IMWRITE_WEBP_QUALITY, 85])
add("lossy.webp")
cv2.imwrite("lossless.webp", small, [cv2.IMWRITE_WEBP_QUALITY, 101])
add("lossless.webp")
ramp = np.tile((np.arange(45) * 255 // 44).astype(np.uint8), (37, 1))
cv2.imwrite("alpha.png", np.dstack([small, ramp]))
for name, options in {"alpha-lossy": ["-q", "85"], "alpha-lossless": ["-lossless", "-exact"]}.items():
    run("cwebp", "-quiet", *options, "alpha.png", "-o", name + ".webp")
    run("dwebp", "-quiet", name + ".webp", "-o", "decoded.png")
    add(name + ".webp", on_white(cv2.imread("decoded.png", cv2.IMREAD_UNCHANGED)))
# A first frame of 20 x 10 at (6, 4) on a canvas of 45 x 37, and a second one.
run("cwebp", "-quiet", "-lossless", "-crop", "0", "0", "20", "10", "alpha.png", "-exact", "-o", "first.webp")
run("cwebp", "-quiet", "-lossless", "small.ppm", "-o", "second.webp")
run("webpmux", "-frame", "first.webp", "+100+6+4", "-frame", "second.webp", "+100+0+0", "-o", "animated.webp")
for scratch in "small.ppm flat.ppm alpha.png decoded.png first.webp second.webp".split():
    os.remove(scratch)
with open("pictures.txt", "w") as out:
    out.write("\n".join(table) + "\n")
