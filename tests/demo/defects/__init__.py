"""Each defect of the switchboard beside the clean shop: what differs, in process."""
