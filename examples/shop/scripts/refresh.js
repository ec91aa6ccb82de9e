const body = pm.response.json();
pm.test("gives new tokens", function () {
    pm.response.to.have.status(200);
    pm.expect(body.access_token).not.to.equal(pm.environment.get("access_token"));
    pm.expect(body.refresh_token).not.to.equal(pm.environment.get("refresh_token"));
});
pm.environment.set("access_token", body.access_token);
pm.environment.set("refresh_token", body.refresh_token);
