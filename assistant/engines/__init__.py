"""The engines behind the ports; the only place that names their libraries."""
