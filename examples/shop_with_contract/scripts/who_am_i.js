const me = pm.response.json();
pm.test("is the one who logged in", function () {
    pm.response.to.have.status(200);
    pm.expect(me.username).to.equal(pm.variables.get("username"));
    pm.expect(me.status).to.equal("active");
});
pm.test("does not show the password", function () {
    pm.expect(Object.keys(me).join()).not.to.match(/password|hash/i);
});
pm.environment.set("user_id", me.id);
pm.environment.set("tenant", me.tenant);
