"""The conversions, a family of types in each module.

Of each type NAME: `class_NAME`, `reduce_NAME(value)`, which gives a plainer value (or the value itself, which then
crosses as a handle), and `build_NAME(plain)`, which makes a value of what `reduce_NAME` gave, or of what JavaScript's
half of the conversion sends.
"""
