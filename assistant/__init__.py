"""An assistant on digital diplomacy and the SDGs that shows the passage behind every answer."""

__version__ = "0.1.0"
