"""Paths as text: those of pathlib, and with a hint everything that has a path."""

import os
from os import PathLike as class_path_like
from pathlib import Path
from pathlib import PurePath as class_path


def reduce_path(value):
    return os.fspath(value)


def build_path(plain):
    return Path(plain)


reduce_path_like = reduce_path
build_path_like = build_path
